import { wayOf } from "../../../access/index.ts";
import { useFound } from "../found.ts";
import type { GraphApplication, PermissionGrant } from "../graph-objects.ts";
import { green, type Link, putRight, red, type UseSubject, yellow } from "../link.ts";
import { Forbidden, type GraphReader } from "../reader.ts";

/** Without consent the person is asked, or refused (AADSTS65001, AADSTS90094). */
export const consentLink: Link<UseSubject> = {
  id: "consent",
  title: "Consent is given",
  needs: ["client-app", "web-api"],
  async check(subject, { graph }) {
    const { client, api, use } = subject;
    const grants = await readGrants(client.connection.servicePrincipalObjectId, graph);
    const path = `/v1.0/applications/${api.api.azure.applicationObjectId}`;
    const model = useFound(subject, await graph.get<GraphApplication>(path), grants);
    const way = (permission: string) => wayOf(model, client.key, api.key, permission);
    // One that the settings switch off is in no token, whoever consents.
    const asked = use.permissions.filter((name) => api.api.scopes[name]?.enabled !== false);
    const open = asked.filter((name) => !["granted", "preAuthorized"].includes(way(name) ?? ""));
    if (open.length === 0) {
      const isAuthorized = use.permissions.some((name) => way(name) === "preAuthorized");
      return green(isAuthorized ? "the API authorizes the client" : "by an administrator, for all");
    }
    if (grants === undefined) {
      // Nobody knows whether what the settings promise is so. Where they promise nothing it can be no worse than yellow.
      if (use.adminConsent) throw new Forbidden("/v1.0/oauth2PermissionGrants");
      return yellow(
        `Not visible with these credentials: people are asked for ${open.join(", ")} unless an administrator has consented.`,
        "To have it looked at, give them Directory.Read.All.",
      );
    }
    if (use.adminConsent) return red(`No consent for ${open.join(", ")}.`, putRight);
    const adminOnly = open.filter((name) => way(name) === "askedOfAdmins");
    return adminOnly.length
      ? yellow(
          `Only an administrator can consent to ${adminOnly.join(", ")}; others get AADSTS90094 until then.`,
          "Set adminConsent: true in the client's settings, or let an administrator sign in once.",
        )
      : yellow(
          `Each person is asked for ${open.join(", ")} at the first sign-in.`,
          "To spare them, set adminConsent: true.",
        );
  },
};

/** @returns undefined where these credentials may not read them, as whoever deploys stacks without adminConsent need not */
async function readGrants(clientId: string, graph: GraphReader): Promise<PermissionGrant[] | undefined> {
  const filter = new URLSearchParams({ $filter: `clientId eq '${clientId}'` });
  try {
    return (await graph.list<PermissionGrant>(`/v1.0/oauth2PermissionGrants?${filter}`)) ?? [];
  } catch (error) {
    if (error instanceof Forbidden) return undefined;
    throw error;
  }
}
