import { randomInt } from "node:crypto";
import { computed, integer, optional, required, string } from "../properties/types.ts";
import { keepers, local } from "./local.ts";

export const randomInteger = local({
  properties: {
    keepers,
    max: required(integer, { replaces: true }),
    min: required(integer, { replaces: true }),
    seed: optional(string, { replaces: true }),
    result: computed(integer),
  },
  validate: ({ min, max, seed }) => [
    ...(Number(max) < Number(min)
      ? ["the minimum (min) value needs to be smaller than or equal to maximum (max) value"]
      : []),
    ...(seed ? ["the sandbox's stand-in for the random plugin has no seeds"] : []),
  ],
  make: ({ min, max }) => {
    const result = randomInt(Number(min), Number(max) + 1);
    return { id: String(result), outputs: { result } };
  },
  validateId: (id) =>
    /^-?\d+,-?\d+,-?\d+$/.test(id)
      ? undefined
      : `invalid import usage: expecting {result},{min},{max}, got "${id}"`,
  fromId: (id) => {
    const [result = 0, min = 0, max = 0] = id.split(",").map(Number);
    return { keepers: null, min, max, result, seed: null };
  },
});
