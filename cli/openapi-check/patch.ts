import { type Document, isMap, parseDocument, stringify, type YAMLMap } from "yaml";
import { mapValues } from "../../shared/records.ts";
import { CliError } from "../shared/errors.ts";
import type { Access } from "./compare.ts";
import { applyEdits, type Edit, isFilledMap, keyOf, setEntries, setKey } from "./splice.ts";

/** An OAuth 2 scheme for a document that has none, under WSO2's own name. */
const SCHEME = "default";
const AUTHORIZE = "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize";

/**
 * The document with these permissions in its OAuth 2 scheme and these operations' `security`. Only the pieces that differ are written;
 * operations that the document has not are left out.
 *
 * @param text YAML, or JSON, which stays JSON with the indentation that it has
 * @param descriptions of permissions, for those that are new
 * @throws CliError (usage) for Swagger 2, or where something stands behind a `$ref`
 */
export function patched(
  text: string,
  present: Access,
  wanted: Access,
  descriptions: Readonly<Record<string, string>>,
): string {
  // Everything below writes plain line breaks.
  if (text.includes("\r\n"))
    return patched(text.replaceAll("\r\n", "\n"), present, wanted, descriptions).replaceAll("\n", "\r\n");
  const whole = text.endsWith("\n") ? text : `${text}\n`;
  const document = parseDocument(whole);
  if (document.has("swagger"))
    throw new CliError(
      "usage",
      "--patch writes OpenAPI 3 alone, and the document is Swagger 2.",
      "Convert it first.",
    );
  const added = Object.fromEntries(
    wanted.permissions
      .filter((name) => !present.permissions.includes(name))
      .map((name) => [name, descriptions[name] || name]),
  );
  const removed = present.permissions.filter((name) => !wantedPermissions(present, wanted).includes(name));
  const scheme = schemeOf(document);
  if (isJson(text))
    return patchedJson(text, scheme, added, removed, securityOf(scheme ?? SCHEME, present, wanted));
  const result = applyEdits(whole, [
    ...(scheme ? scopeEdits(whole, document, scheme, added, removed) : []),
    ...operationEdits(whole, document, securityOf(scheme ?? SCHEME, present, wanted)),
  ]);
  return scheme ? result : withScheme(result, added);
}

/** What a patched document says. Operations that only the document has keep what they ask for. */
export function accessAfter(present: Access, wanted: Access): Access {
  const operations = mapValues(
    present.operations,
    (permissions, name) => wanted.operations[name] ?? permissions,
  );
  return { permissions: wantedPermissions(present, wanted), operations };
}

function wantedPermissions({ operations }: Access, wanted: Access): string[] {
  const kept = Object.entries(operations).flatMap(([name, own]) => (wanted.operations[name] ? [] : own));
  return [...new Set([...wanted.permissions, ...kept])];
}

/** By operation: its `security` where it differs. Alternatives: any one opens the operation, in OpenAPI as in Choreo. */
function securityOf(scheme: string, present: Access, wanted: Access): Record<string, object[]> {
  const differing = Object.entries(wanted.operations).filter(([name, permissions]) => {
    const here = present.operations[name];
    return here && !(here.length === permissions.length && here.every((each) => permissions.includes(each)));
  });
  return Object.fromEntries(
    differing.map(([name, permissions]) => [
      name,
      permissions.length > 0 ? permissions.map((each) => ({ [scheme]: [each] })) : [{ [scheme]: [] }],
    ]),
  );
}

function schemeOf(document: Document): string | undefined {
  const schemes = document.getIn(["components", "securitySchemes"]);
  const found = isMap(schemes)
    ? (schemes as YAMLMap).items.find(({ value }) => isMap(value) && value.get("type") === "oauth2")
    : undefined;
  return found && keyOf(found);
}

function scopeEdits(
  text: string,
  document: Document,
  scheme: string,
  added: Readonly<Record<string, string>>,
  removed: readonly string[],
): Edit[] {
  if (Object.keys(added).length + removed.length === 0) return [];
  const flows = document.getIn(["components", "securitySchemes", scheme, "flows"]);
  if (!isMap(flows)) throw elsewhere(`The security scheme ${scheme}`);
  return (flows as YAMLMap).items.flatMap(({ value }) => {
    const scopes = isMap(value) ? value.get("scopes") : undefined;
    if (!isFilledMap(scopes)) throw elsewhere(`A flow of the security scheme ${scheme}`);
    const has = (name: string) => scopes.has(name);
    return setEntries(
      text,
      scopes,
      Object.fromEntries(Object.entries(added).filter(([name]) => !has(name))),
      removed.filter(has),
    );
  });
}

function operationEdits(text: string, document: Document, security: Record<string, object[]>): Edit[] {
  return Object.entries(security).map(([name, requirements]) => {
    const [verb = "", target = ""] = name.split(" ");
    const operation = document.getIn(["paths", target, verb.toLowerCase()]);
    if (!isFilledMap(operation) || operation.has("$ref")) throw elsewhere(name);
    return setKey(text, operation, "security", requirements);
  });
}

/** YAML may begin with a brace, too. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function elsewhere(what: string): CliError {
  return new CliError(
    "usage",
    `${what} stands behind a $ref or is empty, where --patch does not write.`,
    "Write it out, or patch that file.",
  );
}

const schemeFor = (scopes: Record<string, string>) => ({
  [SCHEME]: { type: "oauth2", flows: { implicit: { authorizationUrl: AUTHORIZE, scopes } } },
});

function withScheme(text: string, scopes: Record<string, string>): string {
  const document = parseDocument(text);
  const components = document.get("components");
  if (isFilledMap(components)) {
    if (components.has("securitySchemes")) throw elsewhere("The list of security schemes");
    return applyEdits(text, [setKey(text, components, "securitySchemes", schemeFor(scopes))]);
  }
  return `${text}${stringify({ components: { securitySchemes: schemeFor(scopes) } }, { lineWidth: 0 })}`;
}

interface Json {
  paths: Record<string, Record<string, { security?: object[] }>>;
  components?: {
    securitySchemes?: Record<string, { flows?: Record<string, { scopes?: Record<string, string> }> }>;
  };
}

function patchedJson(
  text: string,
  scheme: string | undefined,
  added: Record<string, string>,
  removed: readonly string[],
  security: Record<string, object[]>,
): string {
  const document = JSON.parse(text) as Json;
  if (scheme) {
    for (const flow of Object.values(document.components?.securitySchemes?.[scheme]?.flows ?? {})) {
      flow.scopes = { ...flow.scopes, ...added };
      for (const name of removed) delete flow.scopes[name];
    }
  } else {
    const schemes = { ...document.components?.securitySchemes, ...schemeFor(added) };
    document.components = { ...document.components, securitySchemes: schemes };
  }
  for (const [name, requirements] of Object.entries(security)) {
    const [verb = "", target = ""] = name.split(" ");
    const operation = document.paths[target]?.[verb.toLowerCase()];
    if (!operation || "$ref" in operation) throw elsewhere(name);
    operation.security = requirements;
  }
  const indent = /\n([ \t]+)\S/.exec(text)?.[1];
  return `${JSON.stringify(document, null, indent)}\n`;
}
