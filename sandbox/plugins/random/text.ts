import { randomInt } from "node:crypto";
import {
  boolean,
  computed,
  integer,
  optional,
  optionalComputed,
  type Properties,
  required,
  string,
  type Values,
} from "../properties/types.ts";
import { keepers, local } from "./local.ts";

const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";
const ALPHABETS = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
} as const;

const options: Properties = {
  keepers,
  length: required(integer, { replaces: true }),
  lower: optionalComputed(boolean, { replaces: true, default: true }),
  minLower: optionalComputed(integer, { replaces: true, default: 0 }),
  minNumeric: optionalComputed(integer, { replaces: true, default: 0 }),
  minSpecial: optionalComputed(integer, { replaces: true, default: 0 }),
  minUpper: optionalComputed(integer, { replaces: true, default: 0 }),
  number: optionalComputed(boolean, { replaces: true }),
  numeric: optionalComputed(boolean, { replaces: true }),
  overrideSpecial: optional(string, { replaces: true }),
  special: optionalComputed(boolean, { replaces: true, default: true }),
  upper: optionalComputed(boolean, { replaces: true, default: true }),
};

/** The id is the value, which is no secret. */
export const randomString = local({
  properties: { ...options, result: computed(string) },
  validate,
  make: (inputs) => {
    const result = text(inputs);
    return { id: result, outputs: { result, ...numericOutputs(inputs) } };
  },
  fromId: (id) => ({ length: id.length, result: id }),
});

/** The id is the word `none`, since ids are shown in clear. */
export const randomPassword = local({
  properties: {
    ...options,
    result: computed(string, { secret: true }),
    bcryptHash: computed(string, { secret: true }),
  },
  validate: (inputs) => validate(inputs),
  make: (inputs) => ({
    id: "none",
    // Node.js has no bcrypt; no hash rather than a wrong one, so that what needs it fails loudly.
    outputs: { result: text(inputs), bcryptHash: null, ...numericOutputs(inputs) },
  }),
  validateId: () =>
    "the sandbox's stand-in for the random plugin can't import passwords: the id would show them in clear",
  fromId: () => ({}),
});

function validate(inputs: Values): string[] {
  const least = ["minLower", "minUpper", "minNumeric", "minSpecial"].reduce(
    (sum, name) => sum + Number(inputs[name] ?? 0),
    0,
  );
  const length = Number(inputs.length);
  if (length < 1) return [`Attribute length value must be at least 1, got: ${length}`];
  return least > length
    ? [
        `Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, got: ${length}`,
      ]
    : [];
}

const isNumeric = ({ numeric, number }: Values) => (numeric ?? number ?? true) === true;

const numericOutputs = (inputs: Values): Values => ({
  numeric: isNumeric(inputs),
  number: isNumeric(inputs),
});

function text(inputs: Values): string {
  const special = typeof inputs.overrideSpecial === "string" ? inputs.overrideSpecial : SPECIAL;
  const parts = [
    { chars: ALPHABETS.lower, on: inputs.lower !== false, least: inputs.minLower },
    { chars: ALPHABETS.upper, on: inputs.upper !== false, least: inputs.minUpper },
    { chars: ALPHABETS.numeric, on: isNumeric(inputs), least: inputs.minNumeric },
    { chars: special, on: inputs.special !== false, least: inputs.minSpecial },
  ];
  const demanded = parts.flatMap(({ chars, least }) =>
    Array.from({ length: Number(least ?? 0) }, () => pick(chars)),
  );
  const all = parts.map(({ chars, on }) => (on ? chars : "")).join("");
  const rest = Array.from({ length: Number(inputs.length) - demanded.length }, () => pick(all));
  return shuffle([...demanded, ...rest]).join("");
}

const pick = (chars: string): string => chars.charAt(randomInt(chars.length));

function shuffle(items: string[]): string[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [items[i], items[j]] = [items[j] as string, items[i] as string];
  }
  return items;
}
