import { pickBy } from "../../../shared/records.ts";
import { defined, type Values } from "../resource/values.ts";
import type { KeyManagerObject } from "./rest.ts";

/** Begins the default description. */
export const OWN = "Managed by Pulumi: ";
const LONGEST = 256;

/** Ends the default description of one that was there before the stack: a run that is cut off leaves no other mark of it. */
const TAKEN_OVER = " (taken over)";

/** What this program writes of an identity provider; `additionalProperties`, which may hold secrets, but for their environments. */
const WRITTEN = [
  "displayName",
  "type",
  "description",
  "enabled",
  "tokenType",
  "wellKnownEndpoint",
  "issuer",
  "certificates",
  "tokenEndpoint",
  "authorizeEndpoint",
  "consumerKeyClaim",
  "scopesClaim",
  "enableMapOAuthConsumerApps",
  "enableOAuthAppCreation",
  "enableTokenGeneration",
  "enableSelfValidationJWT",
];

/** Whether a run of a stack has taken it over. */
export function isMarked({ description }: Pick<KeyManagerObject, "description">): boolean {
  return /^Managed by Pulumi: .* \(taken over\)$/.test(description ?? "");
}

/** As it was before it was taken over, for the state. */
export function asFound(found: KeyManagerObject): Values {
  const { description, additionalProperties } = found;
  const fields = Object.fromEntries(WRITTEN.map((name) => [name, found[name] ?? undefined]));
  return defined({
    ...fields,
    description: isMarked(found) ? "" : (description ?? ""),
    environments: additionalProperties?.environments ?? undefined,
  });
}

/** The object with what it had then; what others have changed of the rest since stays. */
export function givenBack(found: KeyManagerObject, { environments, ...fields }: Values): KeyManagerObject {
  const { environments: _, ...others } = found.additionalProperties ?? {};
  const { id, name, type } = found;
  return {
    ...pickBy(found, (_, key) => !WRITTEN.includes(key)),
    ...{ id, name, type },
    ...fields,
    additionalProperties: { ...others, ...(environments ? { environments } : {}) },
  };
}

/** Whether it was made or taken over. Of `adopt: true`, states of before do not know. */
export function originOf(outs: Values): Values {
  const { made, before, adopt } = outs;
  if (before !== undefined) return { before };
  return made || adopt !== true ? { made: true } : {};
}

export function marked(description: string): string {
  const isOwn = description.startsWith(OWN) && description.length + TAKEN_OVER.length <= LONGEST;
  return isOwn ? description + TAKEN_OVER : description;
}

export function withoutMark(found: KeyManagerObject): string {
  const description = found.description ?? "";
  return isMarked(found) ? description.slice(0, -TAKEN_OVER.length) : description;
}
