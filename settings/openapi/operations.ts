import { distance } from "fastest-levenshtein";
import { DocumentError, isObject } from "../file.ts";
import { suggest } from "../nearest.ts";
import { VERBS } from "../rules/operation.ts";
import type { OpenApiDocument } from "./document.ts";

export interface OpenApiOperation {
  /** `VERB /target` */
  name: string;
  /** Its own, or the document's; `undefined` where neither has one. */
  security: unknown;
  /** The operation's members, with the `x-` members of its path item and of the document below them. */
  members: Record<string, unknown>;
}

export interface Operations {
  operations: OpenApiOperation[];
  /** Operations with a method that WSO2's gateway does not route. */
  unrouted: string[];
}

/** Fields of a path item that are no operations (OpenAPI 3.2, "Path Item Object"). */
const ITEM_FIELDS = ["summary", "description", "servers", "parameters"];
/** Methods that OpenAPI has and the gateway has not. `additionalOperations` holds those of other names. */
const OTHER_METHODS = ["trace", "query"];

/**
 * The operations of a document. Callbacks and webhooks are calls that the API makes, so they are none of its operations.
 *
 * @throws DocumentError for everything that could make an operation, or its `security`, go unseen; all of it at once
 */
export function operationsOf(document: OpenApiDocument): Operations {
  const { path, root, follow } = document;
  const problems: string[] = misspelt(root, "the document");
  const found: Operations = { operations: [], unrouted: [] };
  const paths = follow(root.paths) ?? {};
  if (!isObject(paths)) throw new DocumentError(`${path}: "paths" is not an object`);
  const shapes = new Map<string, string>();
  for (const [target, value] of Object.entries(paths)) {
    if (target.startsWith("x-")) continue;
    const item = follow(value);
    const problem = itemProblem(target, item, shapes);
    if (problem) {
      problems.push(problem);
      continue;
    }
    addItem(found, problems, document, target, item as Record<string, unknown>);
  }
  if (problems.length) throw new DocumentError(`${path}: ${problems.join("; ")}`);
  return found;
}

function itemProblem(target: string, item: unknown, shapes: Map<string, string>): string | undefined {
  if (!target.startsWith("/")) return `the path "${target}" does not begin with "/"`;
  if (!isObject(item)) return `${target} is not an object`;
  // "Templated paths with the same hierarchy but different templated names MUST NOT exist as they are identical" (Paths Object).
  const shape = target.replace(/\{[^}]*\}/g, "{}");
  const first = shapes.get(shape);
  if (first !== undefined) return `${target} is the same path as ${first}`;
  shapes.set(shape, target);
  if (Object.hasOwn(item, "security"))
    return `${target} has "security", which OpenAPI knows only of operations and of the document; it would be of no effect`;
  return undefined;
}

function addItem(
  { operations, unrouted }: Operations,
  problems: string[],
  { root, follow }: OpenApiDocument,
  target: string,
  item: Record<string, unknown>,
): void {
  const methods = VERBS.map((verb) => verb.toLowerCase());
  for (const [field, value] of Object.entries(item)) {
    if (field.startsWith("x-") || ITEM_FIELDS.includes(field)) continue;
    const name = `${field.toUpperCase()} ${target}`;
    if (field === "additionalOperations") {
      const others = follow(value);
      unrouted.push(...(isObject(others) ? Object.keys(others).map((method) => `${method} ${target}`) : []));
    } else if (OTHER_METHODS.includes(field)) unrouted.push(name);
    else if (!methods.includes(field))
      problems.push(`${target} has the unknown field "${field}". ${suggest(field, methods)}`);
    else {
      const members = follow(value);
      if (!isObject(members)) problems.push(`${name} is not an object`);
      else {
        problems.push(...misspelt(members, name));
        const security = Object.hasOwn(members, "security") ? members.security : root.security;
        operations.push({
          name,
          security: follow(security),
          members: { ...extensions(root), ...extensions(item), ...members },
        });
      }
    }
  }
}

function extensions(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key.startsWith("x-")));
}

/** `Security:` or `securty:` would leave the operation open. `securityDefinitions` (Swagger 2) is further off than three letters. */
function misspelt(object: Record<string, unknown>, where: string): string[] {
  return Object.keys(object)
    .filter((key) => key !== "security" && distance(key.toLowerCase(), "security") <= 3)
    .map((key) => `${where} has "${key}"; write it "security"`);
}
