import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { schemas } from "../../../sandbox/entra/schema/index.ts";
import type { ResourceSchema } from "../../../sandbox/entra/schema/resource.ts";
import { deviations, innerMore } from "./deviations.ts";
import { graphTypesPresent, type Kind, membersOf, tellThatGraphTypesAreAbsent } from "./types.ts";

if (!graphTypesPresent) tellThatGraphTypesAreAbsent();

const PAIRS: [string, ResourceSchema][] = [
  ["applications", schemas.applications],
  ["servicePrincipals", schemas.servicePrincipals],
  ["groups", schemas.groups],
  ["oauth2PermissionGrants", schemas.oauth2PermissionGrants],
  ["appRoleAssignedTo", schemas.appRoleAssignments],
  ["applications/federatedIdentityCredentials", schemas.federatedIdentityCredentials],
];

(graphTypesPresent ? describe : describe.skip)("the emulator's schemas and Microsoft's description", () => {
  test.each(PAIRS)("%s: the same properties, written, fixed or read-only", (name, schema) => {
    const { kept, fixed, more } = deviations[name] ?? { kept: [], fixed: [], more: [] };
    const members = Object.entries(membersOf(name)).filter(([member]) => member !== "id");
    const access = (
      member: string,
      { isReadOnly, isIdentifier }: { isReadOnly: boolean; isIdentifier: boolean },
    ) =>
      isReadOnly || kept.includes(member)
        ? "read-only"
        : isIdentifier || fixed.includes(member)
          ? "fixed"
          : "written";
    const expected = Object.fromEntries(members.map(([member, flags]) => [member, access(member, flags)]));
    const { writable, onCreate = {}, readOnly, beta = {} } = schema;
    const ours = {
      ...Object.fromEntries(Object.keys({ ...writable, ...beta.writable }).map((key) => [key, "written"])),
      ...Object.fromEntries(Object.keys({ ...onCreate, ...beta.onCreate }).map((key) => [key, "fixed"])),
      ...Object.fromEntries([...readOnly, ...(beta.readOnly ?? [])].map((key) => [key, "read-only"])),
    };
    expect(
      Object.keys(ours)
        .filter((key) => !Object.hasOwn(expected, key))
        .sort(),
    ).toEqual([...more].sort());
    for (const key of more) delete (ours as Record<string, unknown>)[key];
    expect(ours).toEqual(expected);
  });

  test.each(PAIRS)("%s: the same types, to the last part", (name, { writable, onCreate = {} }) => {
    const members = membersOf(name);
    for (const [key, schema] of Object.entries({ ...writable, ...onCreate })) {
      const member = members[key];
      if (member) expect([key, ours(schema as z.ZodType)]).toEqual([key, theirs(member.kind)]);
    }
  });
});

/** A schema's kind in the terms that the description can be compared in. */
function ours(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return ours(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return [ours(schema.element as z.ZodType)];
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>)
        .filter(([key]) => !innerMore.includes(key))
        .map(([key, part]) => [key, ours(part)]),
    );
  if (schema instanceof z.ZodBoolean) return "boolean";
  if (schema instanceof z.ZodNumber) return "int";
  return schema instanceof z.ZodUnknown ? "any" : "string";
}

/** Without what only the directory sets. */
function theirs(kind: Kind): unknown {
  if (typeof kind === "string") return kind;
  if ("list" in kind) return [theirs(kind.list)];
  return Object.fromEntries(
    Object.entries(kind.members)
      .filter(([key, { isReadOnly }]) => !isReadOnly && !innerMore.includes(key))
      .map(([key, member]) => [key, theirs(member.kind)]),
  );
}
