import { readFileSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  ChoreoError,
  type ControlPlane,
  controlPlane,
  getApi,
  getDeployed,
} from "../../providers/choreo/index.ts";
import type { ApiSettings, Settings } from "../../settings/index.ts";
import { DocumentError, deriveApi, readDocument } from "../../settings/openapi/index.ts";
import { mapValues, pickBy } from "../../shared/records.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { type Access, type Difference, differences, missingUses, openOperations } from "./compare.ts";
import { type OpenapiCheckOptions, openapiCheckCommand } from "./options.ts";
import { accessAfter, patched } from "./patch.ts";
import { settingsFromFiles } from "./stackSettings.ts";

export interface Surroundings {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * `openapi-check` with its arguments.
 *
 * @param args without `node` and the script
 * @returns 0 where the document says what Choreo and the stack say, 1 where it does not
 */
export async function openapiCheckTool(
  args: readonly string[],
  { terminal, env = process.env }: Surroundings,
): Promise<number> {
  let code: number = exitCodes.ok;
  const command = openapiCheckCommand(async (file, options) => {
    // npm runs scripts in the project's folder, and says where the person is.
    const path = resolve(env.INIT_CWD ?? ".", file);
    const { found, open, fix } = await check(path, options, env);
    if (options.json) terminal.out(JSON.stringify({ file, differences: found, open }, null, 2));
    else for (const line of report(file, found, open)) terminal.out(line);
    if (options.patch && found.length > 0) {
      writeFileSync(path, await fix());
      terminal.err(
        `Wrote ${file}: its permissions and the security of its operations. Read the change before you commit it.`,
      );
    }
    if (found.length > 0) code = exitCodes.refused;
  });
  await speakThrough(terminal, command).parseAsync(args, { from: "user" });
  return code;
}

async function check(
  path: string,
  { stack, api: key, cwd = "." }: OpenapiCheckOptions,
  env: NodeJS.ProcessEnv,
) {
  const text = readText(path);
  const { settings, choreo } = await settingsFromFiles(stack, cwd);
  const api = settings.apis[key];
  if (!api)
    throw new CliError(
      "usage",
      `The stack has no API "${key}".`,
      `It has ${Object.keys(settings.apis).join(", ")}.`,
    );
  const inChoreo = await deployedIn(controlPlaneOf(choreo, env), api, settings);
  const bare = (name: string) =>
    name.startsWith(inChoreo.prefix) ? name.slice(inChoreo.prefix.length) : name;
  const document = bareAccess(await readAccess(path), bare);
  refuseAnother(path, api, document, inChoreo.access);

  const isSettings = api.permissionsFrom === "settings";
  const inStack: Access = bareAccess(
    { permissions: Object.keys(api.permissions), operations: api.operations },
    bare,
  );
  const uses = mapValues(
    pickBy(settings.clients, (client) => Object.hasOwn(client.uses, key)),
    (client) => (client.uses[key] ?? []).map(bare),
  );
  const found: Difference[] = [
    ...differences(document, inChoreo.access, "Choreo"),
    ...(isSettings ? differences(document, inStack, "the stack") : []),
    ...missingUses(document, uses),
  ];
  // Where the settings own the permissions they say what the document should; else what is deployed does.
  const wanted = isSettings ? inStack : inChoreo.access;
  const described = mapValues(api.permissions, ({ description }) => description);
  const descriptions = { ...inChoreo.descriptions, ...described };
  const fix = async () => {
    const result = patched(text, document, wanted, descriptions);
    await refuseUnlessRead(path, result, accessAfter(document, wanted), bare);
    return result;
  };
  return { found, open: openOperations(document), fix };
}

/** Anchors and merged maps say in one place what holds in several: a piece of text alone can't be changed there. */
async function refuseUnlessRead(
  path: string,
  text: string,
  expected: Access,
  bare: (name: string) => string,
) {
  const unlike = new CliError(
    "usage",
    `--patch cannot write into ${path}: what it would write does not say what it should. The file is as it was.`,
    "Write the permissions and the security of operations by hand; YAML anchors and merged maps (<<) there are what stands in its way.",
  );
  const access = await readAccess(path, text).catch(() => {
    throw unlike;
  });
  if (!isDeepStrictEqual(sorted(bareAccess(access, bare)), sorted(expected))) throw unlike;
}

const sorted = ({ permissions, operations }: Access): Access => ({
  permissions: permissions.toSorted(),
  operations: mapValues(operations, (names) => names.toSorted()),
});

async function deployedIn(control: ControlPlane, { name, version }: ApiSettings, { choreo }: Settings) {
  try {
    const { apiId, scopePrefix } = await getApi(control, { name, version });
    const deployed = await getDeployed(control, { apiId, environments: choreo.gatewayEnvironments });
    if (!deployed)
      throw new CliError(
        "usage",
        `${name} ${version} is deployed nowhere in Choreo.`,
        "Deploy it once, then there is something to compare with.",
      );
    const access: Access = {
      permissions: deployed.scopes.map((scope) => scope.name),
      operations: Object.fromEntries(
        deployed.operations.map(({ verb, target, scopes }) => [`${verb} ${target}`, scopes]),
      ),
    };
    const descriptions = Object.fromEntries(deployed.scopes.map((scope) => [scope.name, scope.description]));
    return { access, descriptions, prefix: scopePrefix };
  } catch (error) {
    if (error instanceof ChoreoError) throw new CliError(error.status ? "service" : "usage", error.message);
    throw error;
  }
}

function controlPlaneOf(choreo: object, env: NodeJS.ProcessEnv): ControlPlane {
  try {
    return controlPlane({ choreo }, env);
  } catch (error) {
    if (error instanceof ChoreoError) throw new CliError("usage", error.message);
    throw error;
  }
}

async function readAccess(path: string, text?: string): Promise<Access> {
  const folder = dirname(path);
  try {
    const read = (name: string) =>
      text !== undefined && resolve(folder, name) === path
        ? text
        : readFileSync(resolve(folder, name), "utf8");
    const { permissions, operations } = deriveApi(await readDocument(relative(folder, path), read));
    return { permissions: Object.keys(permissions), operations };
  } catch (error) {
    if (error instanceof DocumentError) throw new CliError("usage", error.message);
    throw error;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new CliError("usage", `${path} cannot be read.`);
  }
}

function bareAccess({ permissions, operations }: Access, bare: (name: string) => string): Access {
  return {
    permissions: permissions.map(bare),
    operations: mapValues(operations, (names) => names.map(bare)),
  };
}

/** Every line of the comparison would be a difference, and none of them the mistake. */
function refuseAnother(
  path: string,
  { name, version }: ApiSettings,
  document: Access,
  deployed: Access,
): void {
  const there = Object.keys(deployed.operations);
  if (there.length === 0 || Object.keys(document.operations).some((operation) => there.includes(operation)))
    return;
  throw new CliError(
    "usage",
    `${path} has none of the operations of ${name} ${version}: it is the document of another API.`,
    `${name} has ${there.slice(0, 3).join(", ")}${there.length > 3 ? ", …" : ""}.`,
  );
}

function report(file: string, found: readonly Difference[], open: readonly string[]): string[] {
  const told = open.length
    ? [`Open in the document to every token of a subscribed client: ${open.join(", ")}.`]
    : [];
  if (found.length === 0) return [`${file} says what Choreo and the stack say.`, ...told];
  return [
    ...found.map(({ opens, sentence }) => `${opens ? "! " : "- "}${sentence}`),
    ...told,
    `${found.length} ${found.length === 1 ? "difference" : "differences"}; "!" lets more in. --patch writes the permissions and security that are there into the file.`,
  ];
}
