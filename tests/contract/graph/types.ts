import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HOW_TO_GET_SPECS, specsFolder } from "../../../scripts/specsFolder.ts";
import { needs } from "../../needs.ts";

/** Microsoft's own description of Graph's types (microsoftgraph/msgraph-bicep-types); no part of this project. */
const file = join(specsFolder, "graph", "msgraph-v1.0-bicep-types.json");

const WHAT = "Microsoft's description of Graph's types, to which the emulator is held";

/** Without the description the emulator is held to nothing: tolerable elsewhere, a failure in CI. */
export const graphTypesPresent = existsSync(file);
if (!graphTypesPresent && process.env.CI) needs(false, WHAT, HOW_TO_GET_SPECS);

/** Says once, in one line, why the contract is not checked. */
export const tellThatGraphTypesAreAbsent = () => needs(graphTypesPresent, WHAT, HOW_TO_GET_SPECS);

/** What may stand somewhere; an object's members by name. */
export type Kind =
  | "string"
  | "boolean"
  | "int"
  | "any"
  | { list: Kind }
  | { members: Record<string, Member> };

export interface Member {
  kind: Kind;
  isReadOnly: boolean;
  /** Part of what names the object: given when it is made, and never changed. */
  isIdentifier: boolean;
}

interface BicepType {
  $type: string;
  name?: string;
  itemType?: { $ref: string };
  properties?: Record<string, { type: { $ref: string }; flags: number }>;
}

/** https://github.com/Azure/bicep-types, `ObjectTypePropertyFlags`. */
const READ_ONLY = 2;
const IDENTIFIER = 16;

const types: BicepType[] = graphTypesPresent ? JSON.parse(readFileSync(file, "utf8")) : [];

const found = new Map<string, Record<string, Member>>();

/**
 * The members of a resource type, such as `applications`.
 *
 * @throws Error when the description has no such type
 */
export function membersOf(name: string): Record<string, Member> {
  const members = found.get(name) ?? readMembers(name);
  found.set(name, members);
  return members;
}

function readMembers(name: string): Record<string, Member> {
  const type = types.find((candidate) => candidate.name === `Microsoft.Graph/${name}`);
  if (!type) throw new Error(`${file} has no type ${name}`);
  // What Bicep itself adds.
  const { type: _, apiVersion: __, ...members } = membersIn(type);
  return members;
}

function membersIn({ properties = {} }: BicepType): Record<string, Member> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, { type }]) => at(type.$ref).name !== "MicrosoftGraphRelationship")
      .map(([name, { type, flags }]) => [
        name,
        {
          kind: kindOf(at(type.$ref)),
          isReadOnly: (flags & READ_ONLY) !== 0,
          isIdentifier: (flags & IDENTIFIER) !== 0,
        },
      ]),
  );
}

const at = (reference: string) => types[Number(reference.slice("#/".length))] as BicepType;

function kindOf(type: BicepType): Kind {
  switch (type.$type) {
    case "BooleanType":
      return "boolean";
    case "IntegerType":
      return "int";
    case "AnyType":
      return "any";
    case "ArrayType":
      return { list: kindOf(at(type.itemType?.$ref ?? "")) };
    case "ObjectType":
      return { members: membersIn(type) };
    default:
      return "string"; // StringType, StringLiteralType, and unions of words
  }
}
