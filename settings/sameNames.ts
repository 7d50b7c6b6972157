import { duplicates } from "./duplicates.ts";
import type { Problem } from "./problems.ts";
import type { Settings } from "./types.ts";

/** Two entries for one API of Choreo would undo each other: a write replaces the whole API. Its scopes would exist twice, too. */
export function sameApi({ apis }: Settings): Problem[] {
  return duplicates(Object.entries(apis), ([, { name, version }]) => `${name} ${version}`).map(
    ([[key], [first], id]) => ({
      path: ["apis", key],
      message: `is ${id}, as apis.${first} is; one API has one entry`,
    }),
  );
}

/** An identifier URI stands for one application of the tenant. */
export function sameIdentifierUri({ apis }: Settings): Problem[] {
  const named = Object.entries(apis).flatMap(([key, { identifierUri }]) =>
    identifierUri === undefined ? [] : [{ key, identifierUri }],
  );
  return duplicates(named, ({ identifierUri }) => identifierUri.toLowerCase()).map(
    ([{ key, identifierUri }, first]) => ({
      path: ["apis", key, "identifierUri"],
      message: `${identifierUri} is that of apis.${first.key} too; an application has one of its own`,
    }),
  );
}

/** Entra does not mind two applications of one name, people do; and after a crash the name is what finds the first one. */
export function sameDisplayName({ apis, clients }: Settings): Problem[] {
  const named = [
    ...Object.entries(apis).map(([key, api]) => ({ ...api, path: ["apis", key] })),
    ...Object.entries(clients).map(([key, client]) => ({ ...client, path: ["clients", key] })),
  ];
  return (
    duplicates(named, ({ displayName }) => displayName.toLowerCase())
      // Two that were there before have found their way to one name without this program.
      .filter(([one, first]) => !(one.imported && first.imported))
      .map(([{ path, displayName }, first]) => ({
        path,
        message: `would have the name ${JSON.stringify(displayName)} in Azure, as ${first.path.join(".")} has; give one of them another "displayName"`,
      }))
  );
}

/** Names are unique among the caller's applications. Two that have it from one registration's name are told above. */
export function sameApplicationName({ clients }: Settings): Problem[] {
  const own = Object.entries(clients).filter(([, { application }]) => application.of === undefined);
  return duplicates(own, ([, { applicationName }]) => applicationName.toLowerCase())
    .filter(
      ([[, one], [, first]]) =>
        one.displayName.toLowerCase() !== first.displayName.toLowerCase() || one.imported,
    )
    .map(([[key, { applicationName }], [first]]) => ({
      path: ["clients", key],
      message: `would have the name ${JSON.stringify(applicationName)} in Choreo, as clients.${first} has; give one of them another "application.name"`,
    }));
}

/** Without a scope prefix, scopes of all APIs have to differ (900988); versions of one API may share theirs. */
export function sameScope({ choreo, apis }: Settings): Problem[] {
  if (choreo.flavour !== "apim") return [];
  const scopes = Object.entries(apis).flatMap(([key, { name, permissions }]) =>
    Object.keys(permissions).map((scope) => ({ key, name, scope })),
  );
  return scopes.flatMap(({ key, name, scope }, index) => {
    const first = scopes.slice(0, index).find((other) => other.scope === scope && other.name !== name);
    return first
      ? [
          {
            path: ["apis", key, "permissions", scope],
            message: `is a permission of apis.${first.key} too; in API Manager scopes of different APIs have different names (900988)`,
          },
        ]
      : [];
  });
}
