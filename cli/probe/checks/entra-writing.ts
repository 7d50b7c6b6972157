import { Forbidden } from "../../../graph/client.ts";
import { couldNotBeSeen, doesNotHold, holds } from "../answer.ts";
import { type Check, checks } from "../check.ts";
import { NotKnown, REPLICATION_S } from "../lab/entra.ts";
import { hasOne } from "./entra.ts";

/** Entra ID, at two registrations that are made for it. */
export const entraWritingChecks: Check[] = checks("entra", "writing", [
  {
    id: "E4",
    assumes:
      "`Application.ReadWrite.OwnedBy` is enough to make and change an application, its service principal, identifier URI and secret.",
    otherwise:
      "`up` stops with Graph's 403 and what it has made; give the deploying identity `Application.ReadWrite.All` and run again.",
    look: async ({ graph, permissions }, lab) => {
      if (!permissions.has("Application.ReadWrite.OwnedBy"))
        return couldNotBeSeen`The identity does not have it.`;
      if (hasOne(permissions, ["Application.ReadWrite.All", "Directory.ReadWrite.All"]))
        return couldNotBeSeen`The identity has more than that.`;
      return orRefused(async () => {
        const { id, appId } = await lab.webApi();
        await graph.send("PATCH", `/v1.0/applications/${id}`, { identifierUris: [`api://${appId}`] });
        const endDateTime = new Date(Date.now() + 3_600_000).toISOString();
        // The answer, which has the secret, is dropped.
        await graph.send("POST", `/v1.0/applications/${id}/addPassword`, {
          passwordCredential: { displayName: "probe", endDateTime },
        });
        return holds`It is.`;
      });
    },
  },
  {
    id: "E5",
    assumes: "Entra takes Choreo's names of scopes, with colons: `urn:<organisation>:<api>:<permission>`.",
    otherwise:
      "`up` stops at the application with Graph's words. There is no other way: the gateway compares whole names.",
    async look(_, lab) {
      await lab.webApi();
      try {
        await lab.withScope("");
        return holds`It does.`;
      } catch (error) {
        if ((error as { status?: number }).status === 400) return doesNotHold`It answers 400.`;
        throw error;
      }
    },
  },
  {
    id: "E6",
    assumes:
      "`DelegatedPermissionGrant.ReadWrite.All` is enough for the consent that the program gives (`adminConsent`); the azuread provider's page names `Directory.ReadWrite.All`.",
    otherwise:
      "`up` stops at the consent with Graph's 403: give the deploying identity `Directory.ReadWrite.All`, or leave `adminConsent` out and consent by hand.",
    async look({ graph, permissions }, lab) {
      if (!permissions.has("DelegatedPermissionGrant.ReadWrite.All"))
        return couldNotBeSeen`The identity does not have it.`;
      if (permissions.has("Directory.ReadWrite.All")) return couldNotBeSeen`The identity has more than that.`;
      const [api, client] = [await lab.webApi(), await lab.client()];
      await lab.withScope("");
      const grant = {
        clientId: client.principalId,
        consentType: "AllPrincipals",
        resourceId: api.principalId,
        scope: lab.scope.value,
      };
      return orRefused(async () => {
        await graph.send("POST", "/v1.0/oauth2PermissionGrants", grant);
        return holds`It is.`;
      });
    },
  },
  {
    id: "E7",
    assumes: `A new application is known to the next requests within ${REPLICATION_S} seconds.`,
    otherwise:
      "The azuread provider waits by itself, up to its time limits; where those are over, `up` fails and the next one goes on.",
    async look(_, lab) {
      try {
        const { waited } = await lab.webApi();
        return holds`After ${Math.ceil(waited)} s.`;
      } catch (error) {
        if (error instanceof NotKnown) return doesNotHold`Not within ${Math.ceil(error.waited)} s.`;
        throw error;
      }
    },
  },
]);

async function orRefused<T>(attempt: () => Promise<T>) {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof Forbidden) return doesNotHold`It is refused (403).`;
    throw error;
  }
}
