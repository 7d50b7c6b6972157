import { randomBytes } from "node:crypto";

/** What everything that a probe makes is called. Both, name and note, have to fit before anything is removed. */
const PREFIX = "choreo-azuread-probe-";
/** After the prefix the second in which its run began, and what tells two runs apart. */
const NAME = /^choreo-azuread-probe-([0-9a-f]{8})[0-9a-f]{6}(-client)?$/;

/** In the description of what a probe makes in Choreo, in the notes of what it makes in Entra ID. */
export const NOTE =
  "Made by `npm run probe -- --write` of choreo-azuread, to see what only a write shows. It may be deleted.";

export const SEARCH = PREFIX;

/** Nothing that waits in a run waits for longer; what is older was left. */
const LONGEST_RUN_MS = 3_600_000;

/** @param now milliseconds since 1970 */
export const newName = (now: number): string =>
  `${PREFIX}${Math.floor(now / 1000)
    .toString(16)
    .padStart(8, "0")}${randomBytes(3).toString("hex")}`;

/** Something that a service lists. */
export interface Listed {
  id: string;
  name: unknown;
  note: unknown;
}

/** What a clean-up is to remove: all that probes have made, what a run has left that is over, or what one run has made. */
export type Whose = "anybody's" | "abandoned" | { run: string };

/** Whether it bears the marks of a probe. */
export function isOfProbe({ name, note }: Listed): boolean {
  return typeof name === "string" && NAME.test(name) && note === NOTE;
}

/** Whether something of a probe is to be removed. */
export function isMeant({ name }: Listed, whose: Whose, now: number): boolean {
  const text = String(name);
  if (whose === "anybody's") return true;
  if (whose !== "abandoned") return text === whose.run || text === `${whose.run}-client`;
  return Number.parseInt(NAME.exec(text)?.[1] ?? "", 16) * 1000 + LONGEST_RUN_MS < now;
}
