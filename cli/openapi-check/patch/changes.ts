import { isObject } from "../../../settings/file.ts";
import { mapValues } from "../../../shared/records.ts";
import { CliError } from "../../shared/errors.ts";
import type { Access } from "../compare.ts";

/** What is to stand at a place of a document, `undefined` for nothing. All above the place is there. */
export interface Change {
  path: readonly string[];
  value: unknown;
}

type Fields = Record<string, unknown>;

/** An OAuth 2 scheme for a document that has none, under WSO2's own name. */
const SCHEME = "default";
const AUTHORIZE = "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize";

/** What a patched document says. Operations that only the document has keep what they ask for, and their permissions. */
export function accessAfter(present: Access, wanted: Access): Access {
  const operations = mapValues(
    present.operations,
    (permissions, name) => wanted.operations[name] ?? permissions,
  );
  const kept = Object.entries(present.operations).flatMap(([name, own]) =>
    wanted.operations[name] ? [] : own,
  );
  return { permissions: [...new Set([...wanted.permissions, ...kept])], operations };
}

/**
 * What to change in a document, so that it says what is wanted of the permissions and operations that differ.
 *
 * @param root the document itself, its `$ref`s not followed
 * @param descriptions of permissions, for those that are new
 * @throws CliError (usage) where something that has to change stands behind a `$ref`
 */
export function changesOf(
  root: Fields,
  present: Access,
  wanted: Access,
  descriptions: Readonly<Record<string, string>>,
): Change[] {
  const schemes = schemesOf(root);
  const known = Object.entries(schemes).filter((entry): entry is [string, Fields] => isOAuth(entry[1]));
  const { permissions } = accessAfter(present, wanted);
  const [first] = known;
  const added = permissions.filter((name) => !(first && present.permissions.includes(name)));
  const removed = present.permissions.filter((name) => !permissions.includes(name));
  const scopes = Object.fromEntries(added.map((name) => [name, descriptions[name] || name]));
  const main = first?.[0] ?? freeName(schemes);
  const at = ["components", "securitySchemes"];
  const schemeFor = (permission: string) => known.find(([, one]) => declares(one, permission))?.[0] ?? main;
  const changes = [
    ...(first
      ? additions([...at, main], first[1], scopes)
      : [{ path: [...at, main], value: newScheme(scopes) }]),
    ...known.flatMap(([name, scheme]) => removals([...at, name], scheme, removed)),
    ...securityChanges(root, present, wanted, (names) =>
      names.length > 0 ? names.map((name) => ({ [schemeFor(name)]: [name] })) : [{ [main]: [] }],
    ),
  ];
  return changes.map((change) => withParents(root, change));
}

/** Made where something is: what is missing or empty on the way comes with the value. */
function withParents(root: Fields, { path, value }: Change): Change {
  const there = path.findIndex((_, index) => !isObject(at(root, path.slice(0, index + 1))));
  if (there < 0) return { path, value };
  const below = path.slice(there + 1);
  return {
    path: path.slice(0, there + 1),
    value: below.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value),
  };
}

/** Alternatives: any one opens the operation, in OpenAPI as in Choreo. */
function securityChanges(
  root: Fields,
  present: Access,
  wanted: Access,
  requirements: (permissions: readonly string[]) => object[],
): Change[] {
  return Object.entries(wanted.operations).flatMap(([name, permissions]): Change[] => {
    const here = present.operations[name];
    if (!here || (here.length === permissions.length && here.every((each) => permissions.includes(each))))
      return [];
    const [verb = "", target = ""] = name.split(" ");
    const path = ["paths", target, verb.toLowerCase()];
    const operation = at(root, path);
    if (!isObject(operation) || "$ref" in operation) throw elsewhere(name);
    return [{ path: [...path, "security"], value: requirements(permissions) }];
  });
}

function schemesOf({ components }: Fields): Fields {
  if (isObject(components) && "$ref" in components) throw elsewhere("The list of components");
  const schemes = (isObject(components) && components.securitySchemes) || {};
  if (!isObject(schemes) || "$ref" in schemes) throw elsewhere("The list of security schemes");
  const behind = Object.keys(schemes).find((name) => at(schemes, [name, "$ref"]) !== undefined);
  if (behind && !Object.values(schemes).some(isOAuth)) throw elsewhere(`The security scheme ${behind}`);
  return schemes;
}

const isOAuth = (scheme: unknown): boolean => isObject(scheme) && scheme.type === "oauth2";

function freeName(schemes: Fields): string {
  return [SCHEME, "oauth2", "entra-id"].find((name) => !Object.hasOwn(schemes, name)) ?? `${SCHEME}-oauth2`;
}

const newScheme = (scopes: object) => ({
  type: "oauth2",
  flows: { implicit: { authorizationUrl: AUTHORIZE, scopes } },
});

/** The scopes of a scheme, by flow; undefined where a flow has none yet. */
function flowsOf(scheme: Fields): [flow: string, scopes: Fields | undefined][] {
  const flows = isObject(scheme.flows) ? scheme.flows : {};
  return Object.entries(flows)
    .filter(([flow]) => !flow.startsWith("x-"))
    .map(([flow, value]) => {
      const scopes = isObject(value) && isObject(value.scopes) ? value.scopes : undefined;
      return [flow, scopes && Object.keys(scopes).length > 0 ? scopes : undefined];
    });
}

const declares = (scheme: Fields, permission: string): boolean =>
  flowsOf(scheme).some(([, scopes]) => scopes && Object.hasOwn(scopes, permission));

function additions(path: string[], scheme: Fields, scopes: Record<string, string>): Change[] {
  if (Object.keys(scopes).length === 0) return [];
  const flows = flowsOf(scheme);
  if (flows.length === 0) return [{ path: [...path, "flows"], value: newScheme(scopes).flows }];
  return flows.flatMap(([flow, there]): Change[] => {
    const place = [...path, "flows", flow];
    for (const each of ["$ref", "scopes.$ref"])
      if (at(scheme, ["flows", flow, ...each.split(".")]) !== undefined)
        throw elsewhere(`The flow ${flow} of the security scheme ${path.at(-1)}`);
    if (!there) return [{ path: [...place, "scopes"], value: scopes }];
    const missing = Object.entries(scopes).filter(([name]) => !Object.hasOwn(there, name));
    return missing.map(([name, value]) => ({ path: [...place, "scopes", name], value }));
  });
}

function removals(path: string[], scheme: Fields, removed: readonly string[]): Change[] {
  return flowsOf(scheme).flatMap(([flow, scopes = {}]) =>
    removed
      .filter((name) => Object.hasOwn(scopes, name))
      .map((name) => ({ path: [...path, "flows", flow, "scopes", name], value: undefined })),
  );
}

function at(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    root,
  );
}

/** Of what cannot be changed where it stands. */
export function elsewhere(what: string): CliError {
  return new CliError(
    "usage",
    `${what} stands behind a $ref or an alias, where --patch does not write.`,
    "Write it out, or patch that file.",
  );
}
