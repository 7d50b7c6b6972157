import { otherScopes, type PairedApi, type PairedClient } from "../survey/pair/index.ts";
import type { Entry, Ground } from "./ground.ts";
import type { HeldUse } from "./settings/client.ts";

export type HeldOf = HeldUse & { preAuthorized: boolean };

export function heldUses(
  name: string,
  { registration }: PairedClient,
  apis: ReadonlyMap<string, Entry>,
  { pairs, grants }: Ground,
): HeldOf[] {
  return pairs.uses
    .filter(({ client, api }) => client === name && apis.has(api))
    .map((use) => {
      const web = pairs.apis.get(use.api);
      const scopes = [
        ...scopesListed(web, use.permissions),
        ...otherScopes(use.api, pairs.apis).filter(({ value }) => use.otherScopes.includes(value ?? "")),
      ];
      const pre = web?.registration?.application.api?.preAuthorizedApplications?.find(
        ({ appId }) => appId === registration?.application.appId,
      );
      const grant = grants.find(
        ({ clientId, resourceId, consentType }) =>
          clientId === registration?.principal?.id &&
          resourceId === web?.registration?.principal?.id &&
          consentType === "AllPrincipals",
      );
      const isSame = (some: readonly (string | null | undefined)[], others: readonly unknown[]) =>
        some.length > 0 && some.length === others.length && some.every((one) => others.includes(one));
      return {
        api: apis.get(use.api)?.key ?? use.api,
        use,
        adminConsent: isSame(
          scopes.map(({ value }) => value),
          (grant?.scope ?? "").split(" ").filter(Boolean),
        ),
        preAuthorized: isSame(
          scopes.map(({ id }) => id),
          pre?.delegatedPermissionIds ?? [],
        ),
      };
    });
}

function scopesListed(web: PairedApi | undefined, permissions: readonly string[]) {
  const prefix = web?.api.scopePrefix ?? "";
  return (web?.scopes ?? [])
    .filter(({ fullName }) => permissions.some((name) => fullName === prefix + name || fullName === name))
    .flatMap(({ scope }) => scope ?? []);
}
