import { randomBytes } from "node:crypto";
import { computed, integer, optional, required, string, type Values } from "../properties/types.ts";
import { keepers, local } from "./local.ts";

export const randomId = local({
  properties: {
    byteLength: required(integer, { replaces: true }),
    keepers,
    prefix: optional(string, { replaces: true }),
    b64Std: computed(string),
    b64Url: computed(string),
    dec: computed(string),
    hex: computed(string),
  },
  make: ({ byteLength, prefix }) => spell(randomBytes(Number(byteLength)), prefix ? String(prefix) : ""),
  fromId: (id) => {
    const bytes = Buffer.from(id, "base64url");
    return { byteLength: bytes.length, keepers: null, prefix: null, ...spell(bytes, "").outputs };
  },
});

function spell(bytes: Buffer, prefix: string): { id: string; outputs: Values } {
  const hex = bytes.toString("hex");
  return {
    id: bytes.toString("base64url"),
    outputs: {
      b64Std: prefix + bytes.toString("base64"),
      b64Url: prefix + bytes.toString("base64url"),
      dec: prefix + BigInt(`0x${hex || "0"}`).toString(),
      hex: prefix + hex,
    },
  };
}
