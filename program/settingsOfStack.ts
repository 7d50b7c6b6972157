import * as pulumi from "@pulumi/pulumi";
import type { AccessModel } from "../access/index.ts";
import type { DepartedAssignment } from "../components/index.ts";
import {
  afterLeaving,
  ChoreoError,
  type ControlPlane,
  controlPlane,
  findByIssuer,
  getApplication,
  getDeployed,
  getDescription,
} from "../providers/choreo/index.ts";
import {
  choreoLookups,
  credentialFindings,
  type ResolvedClient,
  type ResolvedSettings,
  resolveSettings,
  type SecretSettings,
  type Settings,
  SettingsError,
} from "../settings/index.ts";
import { mapValues } from "../shared/records.ts";
import { registeredAlready } from "./alreadyInEntra.ts";
import { entraDirectory } from "./entraDirectory.ts";
import { existingInChoreo } from "./existingInChoreo.ts";
import { alreadyGiven } from "./givenByHand.ts";
import { type Findings, joined } from "./history/findings.ts";
import {
  compareWithHistory,
  departedAssignments,
  deployedBefore,
  type EarlierSecrets,
  earlierSecrets,
  explainDeparted,
  formerApiKeys,
  formerPrincipals,
  History,
  leftEnvironments,
  stateBefore,
} from "./history/index.ts";
import { importedInEntra } from "./importedInEntra.ts";
import { leftInEntra } from "./leftInEntra.ts";
import { loadSettings } from "./loadSettings.ts";
import { takenIdentityProvider } from "./takenIdentityProvider.ts";
import { refusedIdentifierUris, takenInEntra } from "./takenInEntra.ts";
import { tenantDiscovery } from "./tenantDiscovery.ts";
import { formerKeys } from "./wiring.ts";

/** Settings with what is there, and what was. */
export interface StackSettings extends ResolvedSettings {
  clients: Record<
    string,
    Omit<ResolvedClient, "secret"> & { secret: (SecretSettings & EarlierSecrets) | "external" }
  >;
  /** By object id: what the settings of the last run called users and groups. */
  formerPrincipals: Record<string, string[]>;
  /** By API: the keys that it had earlier, also where the settings do not say so. */
  formerApis: Record<string, string[]>;
  /** By API: assignments that Entra has deleted together with their user or group. */
  departed: Record<string, DepartedAssignment[]>;
  /** By the state; none before the first run. */
  ownStackId?: string | undefined;
  /** What runs in gateway environments that these settings leave. */
  left?: AccessModel["left"];
  /** What runs at the gateways, where it is not what the last run left. */
  deployed?: AccessModel["deployed"];
}

/**
 * The settings of the stack with all that they name looked up. Nothing is registered before this is done, so that a mistake in the
 * settings changes nothing, even with `pulumi up --skip-preview`.
 *
 * @throws pulumi.RunError, which the engine shows without a stack trace
 */
export async function settingsOfStack(): Promise<StackSettings> {
  try {
    const settings = await loadSettings();
    await warn(settings.notices);
    const control = controlPlane(new pulumi.Config(pulumi.getProject()));
    const before = stateBefore();
    const credential = mayDo(control, settings);
    credential.catch(() => undefined);
    const resolved = await resolveSettings(
      settings,
      choreoLookups(control, tenantDiscovery, entraDirectory),
    ).catch(async (error: unknown) => {
      // With a credential that will not do, all look-ups fail, and none of them knows why.
      await credential;
      const resources = await before;
      throw resources && error instanceof SettingsError
        ? explainDeparted(error, new History(resources))
        : error;
    });
    await credential;
    await warn(resolved.notices);
    for (const remark of resolved.remarks) await pulumi.log.info(remark);
    const resources = await before;
    const history = resources && new History(resources);
    const clients = mapValues(resolved.clients, (client, key) => ({
      ...client,
      secret:
        client.secret === "external"
          ? client.secret
          : { ...client.secret, ...earlierSecrets(history, key, { ...client, secret: client.secret }) },
    }));
    if (!history)
      return {
        ...resolved,
        clients,
        formerPrincipals: {},
        departed: {},
        formerApis: formerKeys(resolved.apis),
      };
    await judge(compareWithHistory(history, resolved));
    const left = await leftInEntra(history, resolved);
    if (left?.isInTheWay) throw new pulumi.RunError(left.text);
    if (left) await pulumi.log.warn(left.text);
    await judge(await existingInChoreo(history, resolved, (name) => getApplication(control, name)));
    const taken = await Promise.all([
      importedInEntra(history, resolved, entraDirectory.isPrincipal),
      takenInEntra(history, resolved),
      refusedIdentifierUris(history, resolved),
      takenIdentityProvider(history, resolved, {
        byIssuer: (issuer) => findByIssuer(control, issuer),
        description: (id) => getDescription(control, id),
      }),
    ]);
    await judge(joined(taken));
    const registered = await registeredAlready(history, resolved);
    await warn(registered.notices);
    if (registered.texts.length > 0) throw new pulumi.RunError(registered.texts.join("\n\n"));
    const given = await alreadyGiven(history, resolved);
    await warn(given.notices);
    if (given.text !== undefined) throw new pulumi.RunError(given.text);
    const departed = await departedAssignments(history, resolved);
    const there = await leftEnvironments(history, resolved, (leaving) => afterLeaving(control, leaving));
    const deployed = await deployedBefore(history, resolved, (apiId, environments) =>
      getDeployed(control, { apiId, environments }),
    );
    const formerApis = formerApiKeys(history, resolved);
    const former = { formerPrincipals: formerPrincipals(history), formerApis };
    return {
      ...resolved,
      clients,
      ...former,
      departed,
      left: there,
      deployed,
      ownStackId: history.stackId(),
    };
  } catch (error) {
    if (error instanceof SettingsError || error instanceof ChoreoError)
      throw new pulumi.RunError(error.message);
    throw error;
  }
}

/**
 * Whether the credential for the control plane will do.
 *
 * @throws SettingsError or ChoreoError that says why it will not
 */
async function mayDo(control: ControlPlane, settings: Settings): Promise<void> {
  const now = new Date();
  const identity = await control.identity();
  const isPreview = pulumi.runtime.isDryRun();
  const { problems, notices, remarks } = credentialFindings(settings, identity, { now, isPreview });
  await judge({ problems, notices });
  for (const remark of remarks) await pulumi.log.info(remark);
}

async function judge({ problems, notices }: Findings): Promise<void> {
  await warn(notices);
  if (problems.length > 0) throw new SettingsError(problems);
}

async function warn(notices: string[]): Promise<void> {
  for (const notice of notices) await pulumi.log.warn(notice);
}
