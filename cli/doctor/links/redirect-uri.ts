import { difference, lookalike } from "../difference.ts";
import type { GraphApplication } from "../graph-objects.ts";
import { type ClientSubject, green, type Link, putRight, red } from "../link.ts";

/** Guide, step 3.1: Entra compares redirect URIs to the character (AADSTS50011). */
export const redirectUriLink: Link<ClientSubject> = {
  id: "redirect-uri",
  title: "The redirect URIs are registered",
  needs: ["client-app"],
  async check({ connection }, { graph }) {
    const application = await graph.get<GraphApplication>(
      `/v1.0/applications/${connection.applicationObjectId}`,
    );
    const { redirectUris, otherRedirectUris = [] } = connection;
    const web = application?.web?.redirectUris ?? [];
    const others = [application?.spa, application?.publicClient].flatMap((each) => each?.redirectUris ?? []);
    const problems = [...missingFrom(web, redirectUris), ...missingFrom(others, otherRedirectUris)];
    if (problems.length) return red(`${problems.join("; ")}.`, putRight);
    return green([...redirectUris, ...otherRedirectUris].join(", "));
  },
};

function missingFrom(registered: readonly string[], wanted: readonly string[]): string[] {
  return wanted
    .filter((uri) => !registered.includes(uri))
    .map((uri) => difference(lookalike(uri, registered) ?? uri, uri) ?? `${uri} is not registered`);
}
