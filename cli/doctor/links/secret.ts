import type { GraphApplication, GraphServicePrincipal } from "../graph-objects.ts";
import { type ClientSubject, type Link, putRight, red } from "../link.ts";
import { anyCredential, untilItsEnd } from "./anyCredential.ts";

const rotate = "Raise rotation under secret in the client's settings and run pulumi up.";

/**
 * Guide, step 3.3. Entra never shows a secret again, so what is checked is that the credential is still there and in time. The
 * secret itself is neither read nor sent.
 */
export const secretLink: Link<ClientSubject> = {
  id: "secret",
  title: "The client secret is valid",
  needs: ["client-app"],
  async check({ connection }, { graph, now }) {
    const application = await graph.get<GraphApplication>(
      `/v1.0/applications/${connection.applicationObjectId}`,
    );
    if (connection.secret === "external") {
      const principal = `/v1.0/servicePrincipals/${connection.servicePrincipalObjectId}`;
      const federated = `/v1.0/applications/${connection.applicationObjectId}/federatedIdentityCredentials`;
      return anyCredential(
        application,
        await graph.get<GraphServicePrincipal>(principal),
        (await graph.list<{ name: string }>(federated)) ?? [],
        now,
      );
    }
    const credential = application?.passwordCredentials?.find(
      ({ keyId }) => keyId === connection.clientSecretKeyId,
    );
    if (!credential) return red("Its credential was removed in Entra (AADSTS7000215).", putRight);
    return untilItsEnd(new Date(credential.endDateTime ?? connection.clientSecretExpires), now, rotate);
  },
};
