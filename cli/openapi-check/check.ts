import type { ApiSettings } from "../../settings/index.ts";
import { mapValues, pickBy } from "../../shared/records.ts";
import { controlPlaneName } from "../shared/controlPlaneName.ts";
import { CliError } from "../shared/errors.ts";
import { pick } from "../shared/unknownName.ts";
import { type Access, type Difference, differences, missingUses, openOperations } from "./compare.ts";
import { deployedIn } from "./deployed.ts";
import { type Bare, bareAccess, readAccess, readText, refuseUnlessRead } from "./document.ts";
import type { OpenapiCheckOptions } from "./options.ts";
import { accessAfter, patched } from "./patch/index.ts";
import { settingsFromFiles } from "./stackSettings.ts";

export interface Checked {
  /** What the document was compared with: the API in one control plane, and the settings of one stack. */
  covers: string;
  found: Difference[];
  /** Operations of the document that every token of a subscribed client opens. */
  open: string[];
  /** The document as it should be; it throws CliError where that cannot be written. */
  fix(): Promise<string>;
}

/**
 * Compares a document with what Choreo has deployed and with the stack's settings.
 *
 * @throws CliError where one of them cannot be read, or the document is another API's
 */
export async function check(
  path: string,
  { stack, api: key, cwd = "." }: OpenapiCheckOptions,
  env: NodeJS.ProcessEnv,
): Promise<Checked> {
  const place = { path, below: env.CHOREO_AZUREAD_SETTINGS_BELOW };
  const text = readText(place);
  const { settings, choreo } = await settingsFromFiles(stack, cwd);
  const api = pick(settings.apis, key, "API", `The stack ${stack}`);
  const { access, descriptions, prefix } = await deployedIn(choreo, env, api, settings);
  const bare: Bare = (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  const document = await readAccess(place, bare, text);
  refuseAnother(path, api, document, access);

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
    ...differences(document, access, "Choreo"),
    ...(isSettings ? differences(document, inStack, "the stack") : []),
    ...missingUses(document, uses),
  ];
  // Where the settings own the permissions they say what the document should; else what is deployed does.
  const wanted = isSettings ? inStack : access;
  const described = mapValues(api.permissions, ({ description }) => description);
  const fix = async () => {
    const result = patched(text, document, wanted, { ...descriptions, ...described });
    await refuseUnlessRead(place, result, accessAfter(document, wanted), bare);
    return result;
  };
  const where = settings.choreo.gatewayEnvironments?.join(", ");
  const covers = `${api.name} ${api.version} as it is deployed ${where ? `at ${where} ` : ""}in ${controlPlaneName(choreo)}, and the settings of the stack ${stack}`;
  return { covers, found, open: openOperations(document), fix };
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
