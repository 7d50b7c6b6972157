import { environmentsOf } from "../../../providers/choreo/api/environments.ts";
import type { KeyManagerObject } from "../../../providers/choreo/IdentityProvider/rest.ts";
import { type Answer, couldNotBeSeen, doesNotHold, holds, word } from "../answer.ts";
import { type Check, checks } from "../check.ts";
import type { ChoreoSide } from "../world.ts";

const noneMeant = () =>
  couldNotBeSeen`There is no external identity provider, or several: name one with --identity-provider.`;

/** What an external identity provider is in Choreo, seen at the one that was made in the Console. */
export const identityProviderChecks: Check[] = checks("choreo", "reading", [
  {
    id: "C18",
    assumes:
      "An external identity provider is a key manager that takes client ids of other servers: on Choreo of the token type `EXTERNAL`.",
    otherwise:
      "The preview refuses it, with its token type, before anything is made. There is no setting to overrule that.",
    async look({ control, identityProvider }) {
      const meant = await identityProvider();
      if (!meant) return noneMeant();
      const type = word(meant.tokenType, ["EXTERNAL", "DIRECT", "EXCHANGED", "BOTH"]);
      return control.flavour.mapsExternalClients(meant)
        ? holds`Its token type is ${type}.`
        : doesNotHold`Its token type is ${type}.`;
    },
  },
  {
    id: "C19",
    flavour: "choreo",
    assumes:
      "What the Console's form makes is what the program's `IdentityProvider` makes: type `AzureAD`, keys as a JWKS URL, nothing in `additionalProperties` but `environments`.",
    otherwise:
      "Make it in the Console and name it in the settings, which is the default; what the program does not know of one that it takes over it leaves as it is.",
    look: (choreo) =>
      withDetails(choreo, ({ type, certificates, additionalProperties }) => {
        const others = Object.keys(additionalProperties ?? {}).filter(
          (name) => name !== "environments",
        ).length;
        if (type === "AzureAD" && certificates?.type === "JWKS" && others === 0) return holds`It is.`;
        return doesNotHold`Its type is ${word(type, ["AzureAD", "default", "custom", "Okta", "KeyCloak", "Auth0", "Asgardeo", "external"])}, its keys come as ${word(certificates?.type, ["JWKS", "PEM"])}, and it has ${others} additional properties besides.`;
      }),
  },
  {
    id: "C20",
    flavour: "choreo",
    assumes:
      "Where an identity provider is limited to environments, `additionalProperties.environments[].apim` names gateway environments.",
    otherwise:
      "The preview and doctor may say that it does not serve an environment which it does; `environments` of one that a stack makes is best left out, so that it serves all.",
    look: (choreo) =>
      withDetails(choreo, async ({ additionalProperties }) => {
        const places = additionalProperties?.environments as { apim?: unknown }[] | undefined;
        if (!Array.isArray(places) || places.length === 0) return couldNotBeSeen`It is limited to none.`;
        const known = (await environmentsOf(choreo.control)).map(({ name }) => name);
        const named = places.flatMap(({ apim }) => (Array.isArray(apim) ? apim.map(String) : [""]));
        const strange = named.filter((name) => !known.includes(name)).length;
        return strange === 0
          ? holds`${named.length} are named.`
          : doesNotHold`${strange} of ${named.length} names are of no gateway environment.`;
      }),
  },
  {
    id: "C21",
    flavour: "choreo",
    assumes:
      "`GET /key-managers?devPortalAppEnv=prod` (and `sandbox`) lists what the developer portal offers for keys of that type.",
    otherwise:
      "The preview and doctor say that they could not tell whether the portal offers the provider, or say nothing where the question is ignored; keys are made all the same.",
    async look({ ask }) {
      const portal = (devPortalAppEnv: string) =>
        ask<{ list?: unknown[] }>({ api: "devportal", path: "/key-managers", query: { devPortalAppEnv } });
      const [all, prod, sandbox] = await Promise.all([
        ask<{ list?: unknown[] }>({ api: "devportal", path: "/key-managers" }),
        portal("prod"),
        portal("sandbox"),
      ]);
      if (!all.ok) return couldNotBeSeen`The list without the question is ${all.status ?? 0}.`;
      if (!prod.ok || !sandbox.ok)
        return doesNotHold`With the question it answers ${statusOf(prod)} and ${statusOf(sandbox)}.`;
      const [whole, ...parts] = [all, prod, sandbox].map(({ body }) => body.list?.length ?? 0) as [
        number,
        number,
        number,
      ];
      if (parts.some((part) => part < whole))
        return holds`${parts[0]} and ${parts[1]} of ${whole} are offered.`;
      return couldNotBeSeen`All ${whole} are listed each time: all are offered, or the question is ignored.`;
    },
  },
]);

const statusOf = (answer: { ok: true } | { ok: false; status: number | undefined }): number =>
  answer.ok ? 200 : (answer.status ?? 0);

async function withDetails(
  { ask, identityProvider }: ChoreoSide,
  judge: (details: KeyManagerObject) => Answer | Promise<Answer>,
): Promise<Answer> {
  const meant = await identityProvider();
  if (!meant) return noneMeant();
  const details = await ask<KeyManagerObject>({
    api: "admin",
    path: `/key-managers/${encodeURIComponent(meant.id)}`,
  });
  return details.ok
    ? judge(details.body)
    : couldNotBeSeen`The Admin API answers ${details.status ?? 0}: it takes apim:admin.`;
}
