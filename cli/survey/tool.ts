import { choreoReaders } from "../doctor/choreo-readers.ts";
import { graphReader } from "../doctor/graph-reader.ts";
import { webReaders } from "../doctor/tool.ts";
import { azureEnvironment, findCloud } from "../shared/cloud.ts";
import { type ControlPlanePlace, controlPlaneName } from "../shared/controlPlaneName.ts";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { readStackConfig, type StackConfig } from "../shared/stack.ts";
import { type PlaceOptions, type SurveyOptions, surveyCommand } from "./options.ts";
import { printReport } from "./print.ts";
import { Progress } from "./progress.ts";
import { type Services, survey, type Wanted } from "./survey.ts";

/** Of the settings' object `choreo`. */
interface Place extends ControlPlanePlace {
  identityProvider?: string | { name: string };
}

export interface Surroundings {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * `survey` with its arguments.
 *
 * @param args without `node` and the script
 * @returns 0, whatever is broken: the report says it
 */
export async function surveyTool(args: readonly string[], { terminal, env }: Surroundings): Promise<number> {
  const command = surveyCommand(async (options) => {
    const { services, wanted } = await openSurvey(options, env);
    const report = await survey(services, wanted, new Progress((line) => terminal.err(line)));
    terminal.out(options.json ? JSON.stringify(report, null, 2) : printReport(report));
  });
  await speakThrough(terminal, command).parseAsync(args, { from: "user" });
  return exitCodes.ok;
}

/**
 * Signs in to both services.
 *
 * @throws CliError (usage) where it is not said which organisation or tenant; (service) where it cannot be signed in
 */
export async function openSurvey(
  options: SurveyOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ services: Services; wanted: Wanted }> {
  const config = await configOf(options, env);
  const azure = azureEnvironment(config, env);
  const tenantId = options.tenant ?? azure.ARM_TENANT_ID;
  if (!tenantId) throw new CliError("usage", "No tenant is named.", "Give --tenant, or set ARM_TENANT_ID.");
  const settings = config["choreo-azuread:choreo"] as Place;
  const { identityProvider } = settings;
  const choreo = choreoReaders(config, env);
  const cloud = await findCloud(azure);
  return {
    services: {
      ...choreo,
      graph: await graphReader(cloud, tenantId, azure),
      ...webReaders(cloud),
      now: new Date(),
    },
    wanted: {
      tenantId,
      organization: settings.organization ?? "",
      covers: `${controlPlaneName(settings)}, and the tenant ${tenantId} of Entra ID`,
      identityProvider: typeof identityProvider === "object" ? identityProvider.name : identityProvider,
      filters: { apis: options.api, clients: options.client },
      pair: options.pair,
    },
  };
}

/** What the command line says, over what the stack says. */
export async function configOf(options: PlaceOptions, env: NodeJS.ProcessEnv): Promise<StackConfig> {
  const { stack, cwd, configFile, identityProvider, organization, organizationId, region, flavour, url } =
    options;
  const config =
    stack === undefined ? {} : await readStackConfig(stack, { cwd, env, configFile, secrets: true });
  const given = Object.entries({ identityProvider, organization, organizationId, region, flavour, url });
  return {
    ...config,
    "choreo-azuread:choreo": {
      ...(config["choreo-azuread:choreo"] as object | undefined),
      ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    },
  };
}
