import type { Context } from "hono";
import { pickBy } from "../../../shared/records.ts";
import type { EntraContext, GraphEnv } from "../context.ts";
import { namesIn, schemaOf } from "../schema/index.ts";
import type { DirectoryObject, JsonObject } from "../store/types.ts";
import { badRequest, GraphError } from "./errors.ts";
import { parseFilter } from "./filter.ts";

/** The plugin takes a list only when the content type starts with `application/json`. */
const CONTENT_TYPE =
  "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";

type C = Context<GraphEnv>;

/** `https://localhost:1/v1.0` or `…/beta`, as asked. */
const graphRoot = (c: C, entra: EntraContext) => `${entra.url()}/${version(c)}`;

export function entity(c: C, entra: EntraContext, set: string, object: JsonObject, status: 200 | 201 = 200) {
  const { selected, shown } = selection(c, set);
  const context = `${graphRoot(c, entra)}/$metadata#${set}${selected}/$entity`;
  return c.body(JSON.stringify({ "@odata.context": context, ...shown(object) }), status, {
    "content-type": CONTENT_TYPE,
    ...(status === 201 ? { location: `${graphRoot(c, entra)}/${set}/${object.id}` } : {}),
  });
}

/** A list with `$filter`, `$select`, `$top` and paging by `@odata.nextLink`. */
export function list(c: C, entra: EntraContext, set: string, objects: JsonObject[]) {
  const { $filter, $top, $skiptoken } = c.req.query();
  const matching = $filter
    ? objects.filter(parseFilter($filter, (name) => checkName(c, set, name)))
    : objects;
  const size = $top === undefined ? entra.switches.pageSize : Number($top);
  if (!Number.isInteger(size) || size < 1 || size > 999)
    throw badRequest("Invalid page size specified. Must be between 1 and 999 inclusive.");
  const start = Number($skiptoken ?? 0);
  const page = matching.slice(start, start + size);
  const next = new URL(c.req.url);
  next.searchParams.set("$skiptoken", String(start + size));
  const { selected, shown } = selection(c, set);
  const body = {
    "@odata.context": `${graphRoot(c, entra)}/$metadata#${set}${selected}`,
    ...(start + size < matching.length
      ? { "@odata.nextLink": `${entra.url()}${next.pathname}${next.search}` }
      : {}),
    value: page.map(shown),
  };
  return c.body(JSON.stringify(body), 200, { "content-type": CONTENT_TYPE });
}

export const version = (c: C) => c.req.path.split("/")[1] as string;

/** A property that the type of the set's objects does not have is an error, as OData wants it. */
function checkName(c: C, set: string, name: string, where = ""): void {
  const known = namesIn(set, version(c));
  if (known && !known.has(name))
    throw new GraphError(
      400,
      "BadRequest",
      `${where}Could not find a property named '${name}' on type 'microsoft.graph.${schemaOf(set)?.type}'.`,
    );
}

/** What the emulator does not do is refused: an answer that leaves it out would look like Graph's. */
const NOT_PLAYED = ["$expand", "$orderby", "$search", "$skip"];

/** OData's `$select`: no property but these. */
function selection(c: C, set: string): { selected: string; shown: (object: JsonObject) => JsonObject } {
  for (const option of NOT_PLAYED)
    if (c.req.query(option) !== undefined)
      throw new GraphError(400, "BadRequest", `The query option ${option} is not part of this emulator.`);
  const names =
    c.req
      .query("$select")
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  if (names.length === 0) return { selected: "", shown: (object) => object };
  for (const name of names) checkName(c, set, name, "Parsing OData Select and Expand failed: ");
  return {
    selected: `(${names.join(",")})`,
    shown: (object) => pickBy(object, (_, name) => names.includes(name) || name.startsWith("@odata.")),
  };
}

export const noContent = (c: C) => c.body(null, 204);

/** The request's JSON object, or Graph's own complaint. */
export async function readBody(c: C): Promise<JsonObject> {
  const body: unknown = await c.req.json().catch(() => undefined);
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new GraphError(
      400,
      "BadRequest",
      "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
    );
  return body as JsonObject;
}

/** `@odata.type` tells the plugin what an owner or member is. */
export const typed = (type: string, object: DirectoryObject): JsonObject => ({
  "@odata.type": `#microsoft.graph.${type.charAt(0).toLowerCase()}${type.slice(1)}`,
  ...object,
});

/** Object id at the end of a reference such as `https://graph/v1.0/directoryObjects/<id>`. */
export function referencedId(reference: unknown): string {
  const id = typeof reference === "string" ? reference.split("/").at(-1) : undefined;
  if (!id) throw badRequest("A value without a valid '@odata.id' was found in the request.");
  return id;
}
