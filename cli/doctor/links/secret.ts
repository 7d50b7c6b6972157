import type { GraphApplication } from "../graph-objects.ts";
import { type ClientSubject, green, type Link, putRight, red, yellow } from "../link.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days before the end from which on the doctor warns. */
const WARN_DAYS = 30;
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
    const credential = application?.passwordCredentials?.find(
      ({ keyId }) => keyId === connection.clientSecretKeyId,
    );
    if (!credential) return red("Its credential was removed in Entra (AADSTS7000215).", putRight);
    const end = new Date(credential.endDateTime ?? connection.clientSecretExpires);
    const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
    const date = end.toISOString().slice(0, 10);
    if (end <= now) return red(`It expired on ${date} (AADSTS7000222).`, rotate);
    if (days < WARN_DAYS) return yellow(`${days} days left, until ${date}.`, rotate);
    return green(`${days} days left, until ${date}`);
  },
};
