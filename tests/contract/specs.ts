import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CORE_SCHEMA, load as parseYaml } from "js-yaml";
import { OpenAPIBackend } from "openapi-backend";
import type { Flavour, Release } from "../../sandbox/choreo/options.ts";
import { HOW_TO_GET_SPECS, specsFolder } from "../../scripts/specsFolder.ts";
import { needs } from "../needs.ts";

const WHAT = "WSO2's OpenAPI files, to which the emulator is held";

/** Without the official files the emulators are held to nothing: tolerable elsewhere, a failure in CI. */
export const specsPresent = existsSync(join(specsFolder, "publisher-api.yaml"));
if (!specsPresent && process.env.CI) needs(false, WHAT, HOW_TO_GET_SPECS);

/** Says once, in one line, why the contract is not checked. */
export const tellThatSpecsAreAbsent = () => needs(specsPresent, WHAT, HOW_TO_GET_SPECS);

/** A flavour, or its next release. */
type Server = Flavour | "apim-4.7";

/** Which file is about which paths. Choreo's clients call the Publisher of its branch v2, the branch's own file v3. */
const files: Record<Server, Record<string, string>> = {
  choreo: {
    "/api/am/publisher/v2": "choreo-branch-9.22.x/publisher-api.yaml",
    "/api/am/publisher/v3": "choreo-branch-9.22.x/publisher-api.yaml",
    "/api/am/devportal/v2": "choreo-branch-9.22.x/devportal-api.yaml",
    "/api/am/admin/v2": "choreo-branch-9.22.x/admin-api.yaml",
    "/api/am/admin/v3": "choreo-branch-9.22.x/admin-api.yaml",
  },
  apim: {
    "/api/am/publisher/v4": "publisher-api.yaml",
    "/api/am/devportal/v3": "devportal-api.yaml",
    "/api/am/admin/v4": "admin-api.yaml",
    "/api/am/publisher/v2": "apim-4.0.0-v2/publisher-api.yaml",
    "/api/am/devportal/v2": "apim-4.0.0-v2/devportal-api.yaml",
    "/api/am/admin/v2": "apim-4.0.0-v2/admin-api.yaml",
    "/client-registration/v0.17": "dcr.yaml",
  },
  "apim-4.7": {
    "/api/am/publisher/v4": "apim-9.33.89/publisher-api.yaml",
    "/api/am/devportal/v3": "apim-9.33.89/devportal-api.yaml",
    "/api/am/admin/v4": "apim-9.33.89/admin-api.yaml",
  },
};

/** API Manager 4.1 alone has these versions, and its files are not at hand. */
export function isWithoutSpec(flavour: Flavour, path: string): boolean {
  return flavour === "apim" && /^\/api\/am\/(publisher|admin)\/v3\//.test(path);
}

const loaded = new Map<string, Promise<OpenAPIBackend>>();

/** The specification that a path belongs to, ready to validate with; undefined for paths of no specification. */
export function specFor(
  flavour: Flavour,
  path: string,
  release: Release = "4.6",
): Promise<OpenAPIBackend> | undefined {
  const server = flavour === "apim" && release === "4.7" ? "apim-4.7" : flavour;
  const base = Object.keys(files[server]).find((prefix) => path.startsWith(`${prefix}/`));
  if (!base) return undefined;
  const file = files[server][base] as string;
  const known = loaded.get(file + base);
  if (known) return known;
  const made = load(file, base);
  loaded.set(file + base, made);
  return made;
}

async function load(file: string, apiRoot: string): Promise<OpenAPIBackend> {
  const text = await readFile(join(specsFolder, file), "utf8");
  // Not the default schema: an example holds the 31st of February as a timestamp.
  const definition = parseYaml(text, { schema: CORE_SCHEMA }) as {
    components: { schemas: Record<string, Schema> };
    paths: Record<string, Record<string, SpecOperation>>;
  };
  for (const schema of Object.values(definition.components.schemas)) closeObject(schema);
  nameOperations(definition.paths);
  const backend = new OpenAPIBackend({
    definition: definition as never,
    apiRoot,
    quick: true,
    // Without it a file that cannot be read is a line on the console, and every operation unknown.
    strict: true,
    coerceTypes: true,
    // Each validator is an Ajv of its own, which would compile the schema of schemas first: half of the time, and the files are not ours.
    ajvOpts: { strict: false, validateSchema: false, code: { optimize: false } },
    customizeAjv: (ajv) => ajv.addFormat("date-time", isDateTime),
  });
  await backend.init();
  // `quick` leaves this one running behind our back, so that it may outlive the test file that started it.
  await backend.loadDocument();
  // It puts all of them together anew each time that one is looked for.
  const operations = backend.router.getOperations();
  backend.router.getOperations = () => operations;
  return backend;
}

/** RFC 3339, section 5.6. */
function isDateTime(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text))
  );
}

interface SpecOperation {
  operationId?: string;
  "x-examples"?: unknown;
}

/** openapi-backend finds its validators by operation id, which the files give to few operations. */
function nameOperations(paths: Record<string, Record<string, SpecOperation>>): void {
  const methods = ["get", "head", "post", "put", "patch", "delete"];
  for (const [path, item] of Object.entries(paths)) {
    for (const method of methods) {
      const operation = item[method];
      if (!operation) continue;
      operation.operationId = `${method} ${path}`;
      // 4.0.0 refers to files of its own build here, which nobody has.
      delete operation["x-examples"];
    }
  }
}

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: unknown;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
}

/**
 * Closes every object whose properties are listed: the server's Jackson refuses what is not, and sends nothing else. Members of an
 * `allOf` stay open, as each knows only its own part. Some schemas of the files forget to say that they are objects.
 */
function closeObject(schema: Schema): void {
  const { type = "object", properties = {}, items, allOf, oneOf = [], anyOf = [] } = schema;
  if (type === "object" && Object.keys(properties).length > 0 && !allOf)
    schema.additionalProperties ??= false;
  for (const part of [...Object.values(properties), ...(items ? [items] : []), ...oneOf, ...anyOf])
    closeObject(part);
}
