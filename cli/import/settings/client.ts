import type { PairedClient, Use } from "../../survey/pair/index.ts";
import { type Entry, filled, type Ground, Unfit } from "../ground.ts";
import { appRolesListed, isOwn, type OwnedApi, registrationEntry } from "./registration.ts";

/** A use of an API that is in the stack, with what joins the two. */
export interface HeldUse {
  /** Key of the API in the stack file. */
  api: string;
  use: Use;
  /** An administrator has consented to exactly what the registration lists. */
  adminConsent: boolean;
}

/**
 * What settings say of a client as it is.
 *
 * @param held its uses of APIs that are in the stack
 * @param owned by client id: the APIs of this import
 * @param owner key of the client that the application is already taken with, and whose other key this one is
 * @throws Unfit for what they cannot say
 */
export function clientEntry(
  key: string,
  paired: PairedClient,
  held: readonly HeldUse[],
  owned: ReadonlyMap<string, OwnedApi>,
  owner: string | undefined,
  ground: Ground,
): Entry {
  const { application, key: mapped, registration, deleted } = paired;
  if (!registration)
    throw new Unfit(
      deleted
        ? `its registration was deleted on ${deleted.deletedDateTime?.slice(0, 10)}. Restore it in Azure, under Deleted applications, and import again, or remove the application in Choreo`
        : `the tenant has no registration with its client id ${mapped.consumerKey}. Correct the key in Choreo and import again, or remove the application`,
    );
  const unseen = held.find(({ use: { api } }) => ground.pairs.apis.get(api)?.subscriptions === undefined);
  if (unseen)
    throw new Unfit(
      `whether it is subscribed to ${unseen.api} cannot be seen: the OAuth scope "apim:subscription_view" of Choreo's Publisher is missing`,
    );
  const { web, spa, publicClient } = registration.application;
  const own = isOwn(registration, ground);
  const ownDescription = `Managed by Pulumi: ${ground.project}/${ground.stack} (stack-id:${ground.stackId})`;
  const description = application.description ?? "";
  const uses = held.filter(isListed);
  const written = {
    ...registrationEntry(registration, key, ground, owned),
    ...filled({
      application:
        owner === undefined
          ? filled({
              name: application.name === registration.application.displayName ? undefined : application.name,
              description: own && description === ownDescription ? undefined : description,
              throttlingPolicy:
                application.throttlingPolicy === "Unlimited" ? undefined : application.throttlingPolicy,
            })
          : { of: owner },
      keyType: mapped.keyType === ground.keyType ? undefined : mapped.keyType,
    }),
    redirectUris: web?.redirectUris ?? [],
    ...filled({
      spaRedirectUris: spa?.redirectUris ?? [],
      publicClientRedirectUris: publicClient?.redirectUris ?? [],
    }),
    uses: Object.fromEntries(uses.map(({ api, use }) => [api, [...use.permissions, ...use.otherScopes]])),
    ...filled({
      appRoles: appRolesListed(registration, owned),
      adminConsent: uses.filter(({ adminConsent }) => adminConsent).map(({ api }) => api),
    }),
    secret: "external",
  };
  return { key, written, notes: consentNotes(uses, registration, ground) };
}

/** Only such a use is one in the settings. */
export const isListed = ({ use: { permissions, otherScopes } }: Pick<HeldUse, "use">): boolean =>
  permissions.length + otherScopes.length > 0;

/**
 * The same entry with what settings say of the subscriptions of its application.
 *
 * @param listed keys of the APIs that it is subscribed to in the settings: those that one of its keys' clients uses
 */
export function withSubscriptions(
  { key, written, notes }: Entry,
  held: readonly HeldUse[],
  listed: ReadonlySet<string>,
): Entry {
  if (!written) return { key, written, notes };
  const { own = [], others = [] } = Object.groupBy(held, ({ api }) => (listed.has(api) ? "own" : "others"));
  const plans = own.flatMap(({ api, use }) =>
    use.subscription?.plan === undefined ? [] : [[api, use.subscription.plan] as const],
  );
  const [plan, ...otherPlans] = new Set(plans.map(([, each]) => each));
  const differ = otherPlans.length > 0;
  const said = filled({
    subscriptionPolicy: differ || plan === "Unlimited" ? undefined : plan,
    subscriptionPolicies: differ
      ? Object.fromEntries(plans.filter(([, each]) => each !== "Unlimited"))
      : undefined,
  });
  const unlisted = others.map(
    ({ api }) =>
      `is subscribed to ${api}, and its registration lists none of its permissions: the subscription stays as it is and is not the stack's, until uses names some`,
  );
  return { key, written: { ...written, ...said }, notes: [...unlisted, ...notes] };
}

function consentNotes(
  uses: readonly HeldUse[],
  { principal }: NonNullable<PairedClient["registration"]>,
  { grants, pairs }: Ground,
): string[] {
  const isForAll = (resource: string | undefined) =>
    grants.some(
      ({ clientId, resourceId, consentType }) =>
        clientId === principal?.id && consentType === "AllPrincipals" && resourceId === resource,
    );
  return uses.flatMap(({ api, use, adminConsent }) => {
    if (!adminConsent && isForAll(pairs.apis.get(use.api)?.registration?.principal?.id))
      return [
        `an administrator's consent for ${api} covers other permissions than the registration lists: it stays as it is and is not the stack's, until adminConsent names ${api}`,
      ];
    return [];
  });
}
