import type { GraphApplication, GraphServicePrincipal } from "../graph-objects.ts";
import { type ClientSubject, green, type Link, putRight, red } from "../link.ts";

/** Guide, step 3.1: the client application. Without it: AADSTS700016. */
export const clientAppLink: Link<ClientSubject> = {
  id: "client-app",
  title: "Entra has the client",
  async check({ connection }, { graph }) {
    const application = await graph.get<GraphApplication>(
      `/v1.0/applications/${connection.applicationObjectId}`,
    );
    if (!application) return red(`The application ${connection.clientId} is gone.`, putRight);
    const principal = await graph.get<GraphServicePrincipal>(
      `/v1.0/servicePrincipals/${connection.servicePrincipalObjectId}`,
    );
    if (!principal) return red("Its service principal is gone.", putRight);
    if (principal.accountEnabled === false)
      return red(
        "Its service principal is disabled.",
        "Enable it under Enterprise applications, Properties.",
      );
    return green(connection.clientId);
  },
};
