import { componentTypes } from "../../../components/componentTypes.ts";
import { deploymentTrigger } from "../../../components/deploymentTrigger.ts";
import {
  type Claim,
  claimOf,
  missing,
  providerText,
  type ResourceType,
  readRegister,
} from "../../../providers/choreo/reads.ts";
import type { Settings } from "../../../settings/index.ts";
import { planOf } from "../../../settings/planOf.ts";
import { mapValues } from "../../../shared/records.ts";
import type { Adoption } from "../../shared/importFile.ts";
import type { PairedApi, PairedClient } from "../../survey/pair/index.ts";
import type { Ground } from "../ground.ts";
import type { HeldUse } from "../settings/client.ts";

type Values = Record<string, unknown>;

/**
 * A resource of the dynamic provider. It has no import of its own: the file holds what the state shall say, as the provider would have
 * left it there.
 */
function dynamic(
  type: ResourceType,
  { name, id, component, what }: Omit<Adoption, "type" | "inputs" | "outputs">,
  inputs: Values,
  outputs: Values = {},
): Adoption {
  const __provider = providerText(type);
  return {
    type: `pulumi-nodejs:dynamic/choreo:${type}`,
    name,
    id,
    component,
    what,
    inputs: defined({ ...inputs, __provider }),
    outputs: defined({ ...inputs, ...outputs, __provider }),
  };
}

const defined = (values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

/**
 * The resources of `ChoreoApi`, as far as that is so in Choreo: one whose deployed revision lacks what the working copy has is deployed by
 * the first `up`, one that is not published is published by it. The claim in the API's register is made then, too.
 */
export function choreoApiResources(
  key: string,
  { api, deployed }: PairedApi,
  settings: Settings["apis"][string],
  environments: string[] | undefined,
  { project, stack, stackId }: Pick<Ground, "project" | "stack" | "stackId">,
): Adoption[] {
  const component = { type: componentTypes.choreoApi, name: key };
  const claimant = `${project}/${stack}/${key}@${stackId}`;
  const called = `${api.name} ${api.version}`;
  const scopes = mapValues(
    settings.permissions,
    ({ displayName, description, inChoreo }) => inChoreo ?? { displayName, description },
  );
  const { operations } = settings;
  const register = readRegister(api as Parameters<typeof readRegister>[0]);
  const own = claimOf(register, claimant);
  const claim: Claim = { by: claimant, scopes: Object.keys(scopes), operations };
  const apiId = api.id;
  const of = (what: string) => ({ name: key, id: apiId, component, what: `${what} of ${called} in Choreo` });
  const running = revisionAt(environments ?? own?.environments, deployed);
  const isWhole =
    running?.copy && missing(running.copy as Parameters<typeof missing>[0], [claim]).length === 0;
  return [
    dynamic(
      "ApiPermissions",
      of("permissions"),
      { apiId, scopes, operations, environments, adopt: settings.adopt, claimant: own ? claimant : "" },
      own ? {} : { unclaimed: true },
    ),
    ...(running && isWhole
      ? [
          dynamic(
            "ApiDeployment",
            of("deployment"),
            { apiId, environments, trigger: deploymentTrigger(scopes, operations), claimant },
            {
              revisionId: running.revisionId,
              deployedTo: running.environments,
              before: register.baseline
                ? undefined
                : running.places.map(({ name, vhost, displayOnDevportal }) =>
                    defined({
                      name,
                      revisionUuid: running.revisionId,
                      vhost,
                      displayOnDevportal: displayOnDevportal === false ? false : undefined,
                    }),
                  ),
            },
          ),
        ]
      : []),
    ...(api.lifeCycleStatus === "PUBLISHED"
      ? [
          dynamic(
            "ApiLifecycle",
            of("publication"),
            { apiId, claimant, state: "PUBLISHED" },
            { was: register.baseline?.lifecycle ?? "PUBLISHED" },
          ),
        ]
      : []),
  ];
}

/** The one revision that runs in all these environments, or wherever the API is deployed. */
function revisionAt(
  environments: readonly string[] | undefined,
  deployed: PairedApi["deployed"],
): PairedApi["deployed"][number] | undefined {
  const isMeant = (name: string) => environments === undefined || environments.includes(name);
  const [running, another] = deployed
    .map((each) => ({
      ...each,
      environments: each.environments.filter(isMeant),
      places: each.places.filter(({ name }) => isMeant(name)),
    }))
    .filter((each) => each.environments.length > 0);
  const isEverywhere = environments?.every((name) => running?.environments.includes(name)) ?? true;
  return another || !isEverywhere ? undefined : running;
}

/** The resources of `ChoreoApplication` that there are. */
export function choreoApplicationResources(
  key: string,
  { application, key: mapped }: PairedClient,
  settings: Settings["clients"][string],
  held: readonly HeldUse[],
  { identityProvider, pairs, project, stack, stackId }: Ground,
): Adoption[] {
  const component = { type: componentTypes.choreoApplication, name: key };
  const { applicationId, name } = application;
  const description =
    settings.application.description ?? `Managed by Pulumi: ${project}/${stack} (stack-id:${stackId})`;
  const claimant = (resource: string) => `${project}/${stack}/${resource}`;
  return [
    ...(settings.application.of === undefined
      ? [
          dynamic(
            "Application",
            { name: key, id: applicationId, component, what: `application "${name}" in Choreo` },
            {
              name,
              description,
              throttlingPolicy: settings.application.throttlingPolicy,
              adopt: settings.adopt,
              claimant: claimant(key),
            },
            { status: application.status ?? "APPROVED" },
          ),
        ]
      : []),
    dynamic(
      "IdpKey",
      {
        name: key,
        id: mapped.keyMappingId ?? "",
        component,
        what: `${mapped.keyType} key of the application "${name}"`,
      },
      {
        applicationId,
        identityProvider: identityProvider.name,
        consumerKey: mapped.consumerKey,
        keyType: mapped.keyType,
        claimant: claimant(key),
      },
    ),
    ...held.flatMap(({ api, use: { api: there, subscription } }) =>
      subscription && settings.subscribes.includes(api)
        ? [
            dynamic(
              "Subscription",
              {
                name: `${key}-${api}`,
                id: subscription.id,
                component,
                what: `subscription of "${name}" to ${api}`,
              },
              {
                applicationId,
                apiId: pairs.apis.get(there)?.api.id,
                throttlingPolicy: subscription.plan ?? planOf(settings, api),
                adopt: settings.adopt,
                claimant: claimant(`${key}-${api}`),
              },
              { status: subscription.status },
            ),
          ]
        : [],
    ),
  ];
}
