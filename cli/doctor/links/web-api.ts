import type { GraphApplication, GraphServicePrincipal } from "../graph-objects.ts";
import { type ApiSubject, green, type Link, putRight, red } from "../link.ts";

/** Guide, step 2: the web API that stands for the Choreo API. */
export const webApiLink: Link<ApiSubject> = {
  id: "web-api",
  title: "Entra has the web API",
  async check({ api: { azure } }, { graph }) {
    const application = await graph.get<GraphApplication>(`/v1.0/applications/${azure.applicationObjectId}`);
    if (!application) return red(`The application ${azure.clientId} is gone.`, putRight);
    const principal = await graph.get<GraphServicePrincipal>(
      `/v1.0/servicePrincipals/${azure.servicePrincipalObjectId}`,
    );
    if (!principal) return red(`Its service principal is gone.`, putRight);
    if (principal.accountEnabled === false)
      return red(
        "Its service principal is disabled: nobody can sign in.",
        "Enable it under Enterprise applications, Properties.",
      );
    return green(azure.identifierUri);
  },
};
