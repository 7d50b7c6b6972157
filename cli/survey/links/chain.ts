import type { Chain } from "../../doctor/chain.ts";
import { type Link, type Subject, yellow } from "../../doctor/link.ts";
import { apiPermissionsLink } from "../../doctor/links/api-permissions.ts";
import { applicationLink } from "../../doctor/links/application.ts";
import { assignmentLink } from "../../doctor/links/assignment.ts";
import { claimsLink } from "../../doctor/links/claims.ts";
import { clientAppLink } from "../../doctor/links/client-app.ts";
import { consentLink } from "../../doctor/links/consent.ts";
import { deployedLink } from "../../doctor/links/deployed.ts";
import { endpointLink } from "../../doctor/links/endpoint.ts";
import { identityProviderLink } from "../../doctor/links/identity-provider.ts";
import { issuerLink } from "../../doctor/links/issuer.ts";
import { jwksLink } from "../../doctor/links/jwks.ts";
import { keyManagersLink } from "../../doctor/links/key-managers.ts";
import { keyMappingLink } from "../../doctor/links/key-mapping.ts";
import { publishedLink } from "../../doctor/links/published.ts";
import { scopeNamesLink } from "../../doctor/links/scope-names.ts";
import { scopesEnabledLink } from "../../doctor/links/scopes-enabled.ts";
import { secretLink } from "../../doctor/links/secret.ts";
import { subscriptionLink } from "../../doctor/links/subscription.ts";
import { webApiLink } from "../../doctor/links/web-api.ts";
import { isForbidden } from "../gaps.ts";
import type { Pairs } from "../pair/index.ts";
import type { Details } from "../read/details.ts";
import { credentialLink } from "./credential.ts";
import { openLink } from "./open.ts";
import { onlyWithClient, onlyWithWebApi, whereRegistered } from "./paired.ts";
import { redirectLink } from "./redirect.ts";
import { listedLink, subscribedLink } from "./use.ts";

/** What to do by hand where the doctor's advice is to let Pulumi do it. */
const byHand: Readonly<Record<string, string>> = {
  deployed: 'Deploy it in Choreo: "Save and Deploy" (step 1.7 of the guide).',
  published: "Publish it in Choreo: Manage, Lifecycle.",
  "web-api": "Enable it in Azure, under Enterprise applications, Properties.",
  "scope-names":
    "In Azure, under Expose an API, make a scope of Choreo's fully qualified name (the Console's copy icon), list it and consent to it anew, and remove the other.",
  "scopes-enabled": "Switch it on in Azure: Expose an API.",
  assignment:
    'In Azure, under Enterprise applications, Properties, set "Assignment required?" to Yes, and name who may sign in under Users and groups.',
  "client-app": "Make its service principal in Azure, or enable it: Enterprise applications.",
  secret: "Make a new secret in Azure, under Certificates & secrets, and give it to the client.",
  consent: "An administrator grants consent in Azure, under API permissions; then nobody is asked.",
  endpoint: "Give the API an endpoint for that type in Choreo, or the application a key of the other type.",
  "api-permissions": "List it in Azure: API permissions.",
  "key-mapping": "Put the client id under Credentials of the application, in the Developer Portal.",
  issuer:
    "The token version of the registration (its manifest) and the identity provider in Choreo have to fit.",
};

/** The links of a stack, for what nobody has declared: what to do is to be done by hand, and what cannot be seen is not broken. */
export function surveyChain(pairs: Pairs, details: Details): Chain {
  const webApi = onlyWithWebApi(pairs, doctors(webApiLink));
  // Which tokens an API wants is not known without its registration.
  const withToken = <S extends Subject>(link: Link<S>) => ({
    ...link,
    needs: [...(link.needs ?? []), webApi.id],
  });
  return {
    api: [
      doctors(deployedLink),
      openLink(pairs),
      doctors(publishedLink),
      webApi,
      ...[scopeNamesLink, scopesEnabledLink, assignmentLink].map((link) =>
        whereRegistered(pairs, doctors(link)),
      ),
    ].map(unlessUnseen),
    client: [
      identityProviderLink,
      jwksLink,
      onlyWithClient(pairs, doctors(clientAppLink)),
      redirectLink(pairs),
      credentialLink(pairs, details, doctors(secretLink)),
      applicationLink,
      doctors(keyMappingLink),
    ].map(unlessUnseen),
    use: [
      withToken(doctors(issuerLink)),
      withToken(claimsLink),
      keyManagersLink,
      listedLink(doctors(apiPermissionsLink)),
      doctors(consentLink),
      subscribedLink(pairs, subscriptionLink),
      doctors(endpointLink),
    ].map(unlessUnseen),
  };
}

function doctors<S extends Subject>(link: Link<S> & { id: string }): Link<S> {
  const fix = byHand[link.id];
  if (fix === undefined) throw new Error(`what is to be done by hand for "${link.id}"?`);
  return {
    ...link,
    async check(subject, world) {
      const finding = await link.check(subject, world);
      return "fix" in finding ? { ...finding, fix } : finding;
    },
  };
}

function unlessUnseen<S extends Subject>(link: Link<S>): Link<S> {
  return {
    ...link,
    async check(subject, world) {
      try {
        return await link.check(subject, world);
      } catch (error) {
        if (!isForbidden(error)) throw error;
        return yellow(
          `Could not be seen: ${(error as Error).message}.`,
          "docs/survey.md lists what a survey reads.",
        );
      }
    },
  };
}
