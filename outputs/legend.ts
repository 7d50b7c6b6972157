import * as pulumi from "@pulumi/pulumi";
import type { Legend, Operation } from "../access/index.ts";
import type { ResolvedApi, ResolvedSettings } from "../settings/index.ts";
import { stackOf } from "../shared/claimingStack.ts";
import { mapValues } from "../shared/records.ts";

/** What the resources of a stack cannot tell about access: names of people, operations that the settings do not list. */
export function legendOf({
  environment,
  principals,
  apis,
  clients,
  left,
  deployed,
  ownStackId,
}: ResolvedSettings & Pick<Legend, "left" | "deployed"> & { ownStackId?: string | undefined }): Legend {
  const isOurs = isOf(`${pulumi.getProject()}/${pulumi.getStack()}`, ownStackId);
  return {
    environment,
    principals,
    ...(left ? { left } : {}),
    ...(deployed ? { deployed } : {}),
    apis: mapValues(apis, (api) => ({
      name: api.name,
      apiVersion: api.version,
      apiId: api.choreo.apiId,
      permissions: mapValues({ ...api.permissions, ...api.otherScopes }, ({ consent, enabled }, name) => ({
        scope: api.fullyQualifiedNames[name] as string,
        consent,
        enabled,
      })),
      operations: operationsOf(api, isOurs),
      ...keyTypesOf(api),
    })),
    clients: mapValues(clients, ({ application: { of }, uses, secret }) => ({
      ...(of === undefined ? {} : { applicationOf: of }),
      declared: mapValues(uses, (permissions) => [...new Set(permissions)].sort()),
      secret:
        secret === "external"
          ? { rotation: 0, expires: secret }
          : { rotation: secret.rotation, expires: secret.expires },
    })),
  };
}

function keyTypesOf({ choreo: { keyTypes } }: ResolvedApi): Pick<Legend["apis"][string], "keyTypes"> {
  return keyTypes.includes("SANDBOX") ? { keyTypes } : {};
}

/** Those that the settings list, and the others as they will be once this stack attaches nothing to them any more. */
function operationsOf(
  { operations, choreo }: ResolvedApi,
  isOurs: ReturnType<typeof isOf>,
): Record<string, Operation> {
  const found = choreo.operations.map(({ verb, target, scopes, anonymous }): [string, Operation] => {
    const name = `${verb} ${target}`;
    const claimants = choreo.claims.filter((claim) => claim.operations[name]?.length);
    const isLeft = claimants.every(isOurs);
    const marks =
      anonymous || (isLeft && choreo.anonymousBefore.includes(name)) ? ({ anonymous: true } as const) : {};
    const listed = operations[name];
    const stays = scopes.filter((scope) => {
      const its = claimants.filter((claim) => claim.operations[name]?.includes(scope));
      return its.length === 0 || !its.every(isOurs);
    });
    if (!listed) return [name, { permissions: stays.sort(), ...marks, unlisted: true }];
    const others = stays.filter((scope) => !listed.includes(scope)).sort();
    return [
      name,
      {
        permissions: [...new Set([...listed, ...others])].sort(),
        ...(others.length ? { others } : {}),
        // Whoever attaches a permission switches security on (ApiPermissions).
        ...(listed.length ? {} : marks),
      },
    ];
  });
  return mapValues(Object.fromEntries(found), (operation) => operation);
}

/**
 * What this stack attached, and nobody else, goes when the settings no longer list it. A claim of its name without an id is taken for its
 * own, from before it had one.
 */
const isOf =
  (stack: string, ownStackId: string | undefined) =>
  ({ by }: { by: string }): boolean => {
    const { name, id } = stackOf(by);
    return name === stack && (id === undefined || id === ownStackId);
  };
