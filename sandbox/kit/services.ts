import * as seed from "../seed.ts";
import type { Sandbox } from "../start.ts";
import { Rest } from "./rest.ts";

/** Both services' REST interfaces, signed in to as the deployer. */
export interface Services {
  graph: Rest;
  publisher: Rest;
  devportal: Rest;
  admin: Rest;
}

/**
 * Signs in to both services as the deployer. What is done so is done by hand: long after what was there before, and long before what comes
 * next, so that nothing of it lags.
 */
export async function signIn({ entra, choreo }: Pick<Sandbox, "entra" | "choreo">): Promise<Services> {
  const answer = await entra.fetch(
    new Request(`${entra.url}/${seed.entra.tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: seed.entra.deployer.clientId,
        client_secret: seed.entra.deployer.clientSecret,
        scope: `${entra.url}/.default`,
      }),
    }),
  );
  const { access_token: graphToken } = (await answer.json()) as { access_token: string };
  const choreoToken = await choreo.mintToken();
  const organization: Record<string, string> =
    choreo.flavour === "choreo" ? { organizationId: seed.choreo.organizationId } : {};
  const ofChoreo = (url: string) => new Rest(url, choreoToken, organization, inItsTime(choreo));
  return {
    graph: new Rest(`${entra.url}/v1.0`, graphToken, {}, inItsTime(entra)),
    publisher: ofChoreo(choreo.urls.publisher),
    devportal: ofChoreo(choreo.urls.devportal),
    admin: ofChoreo(choreo.urls.admin),
  };
}

function inItsTime({
  fetch,
  propagate,
}: Pick<Sandbox["entra"], "fetch" | "propagate">): Sandbox["entra"]["fetch"] {
  return async (request) => {
    propagate();
    const answer = await fetch(request);
    propagate();
    return answer;
  };
}
