import { type Api, fullyQualifiedName, type IdentityProvider } from "../providers/choreo/reads.ts";
import { suggest } from "./nearest.ts";
import type { Problem } from "./problems.ts";
import { isInherited } from "./rules/inherited.ts";
import { scopeValueProblem } from "./rules/scopeValue.ts";
import type { ApiSettings } from "./types.ts";

/** What the settings of an API ask of it that it has not. */
export function apiProblems(
  key: string,
  api: ApiSettings,
  found: Api,
  provider: IdentityProvider | undefined,
): Problem[] {
  const operations = found.operations.map(({ verb, target }) => `${verb} ${target}`);
  const written = api.openapi === undefined;
  return [
    ...Object.keys(api.operations)
      .filter((operation) => !operations.includes(operation))
      .map((operation) => ({
        path: ["apis", key, ...(written ? ["operations", operation] : ["openapi"])],
        message: `${written ? "the" : `${api.openapi} has the operation ${operation}, which the`} API ${found.name} ${found.version} in Choreo ${written ? "has no such operation" : "has not"}. ${suggest(operation, operations, "It has")}`,
      })),
    ...Object.keys(api.permissions).flatMap((name) => {
      const value = fullyQualifiedName(found, name);
      const problem = scopeValueProblem(isInherited(name) ? name : value);
      const message = `the fully qualified name ${JSON.stringify(value)} ${problem}; it must be the value of a scope in Azure`;
      return problem ? [{ path: ["apis", key, "permissions", name], message }] : [];
    }),
    ...Object.keys(api.otherScopes)
      .filter((value) =>
        Object.keys(api.permissions).some((name) => [name, fullyQualifiedName(found, name)].includes(value)),
      )
      .map((value) => ({
        path: ["apis", key, "otherScopes", value],
        message: "is a permission of this API; these are scopes that are none in Choreo",
      })),
    ...Object.keys(api.roles)
      .filter((role) => Object.keys(api.permissions).some((name) => fullyQualifiedName(found, name) === role))
      .map((role) => ({
        path: ["apis", key, "roles", role],
        message:
          "has the name of a permission; roles and scopes of an application share one set of values in Entra",
      })),
    ...tokenVersionProblem(key, api, provider),
  ];
}

/** The version of the access token decides its issuer, so a token of the wrong version is none of this identity provider's. */
function tokenVersionProblem(
  key: string,
  api: ApiSettings,
  provider: IdentityProvider | undefined,
): Problem[] {
  if (!provider?.issuer || !provider.tokenVersion || !api.tokenVersion) return [];
  if (api.tokenVersion === provider.tokenVersion) return [];
  return [
    {
      path: ["apis", key, "tokenVersion"],
      message: `found ${api.tokenVersion}, but the identity provider ${provider.name} takes tokens of version ${provider.tokenVersion} (issuer ${provider.issuer}). Leave the key out, or name another identity provider`,
    },
  ];
}

/** Name and version may differ in the settings and still mean one API: Choreo does not distinguish case. */
export function sameChoreoApi(apis: (readonly [key: string, apiId: string | undefined])[]): Problem[] {
  return apis.flatMap(([key, id], index) => {
    const first = apis.findIndex(([, other]) => other !== undefined && other === id);
    return first === -1 || first === index
      ? []
      : [
          {
            path: ["apis", key],
            message: `is the same API in Choreo as apis.${apis[first]?.[0]}; one API has one entry`,
          },
        ];
  });
}
