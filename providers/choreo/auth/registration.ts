import type { AxiosError } from "axios";
import { ChoreoError } from "../client/errors.ts";
import { loadTransport } from "../client/transport.ts";
import type { OAuthClient } from "./grants.ts";

/** Name of the OAuth client in API Manager. Registering a name again gives the same client, so runs share it. */
const CLIENT_NAME = "choreo-azuread-pulumi";

/** Dynamic client registration at API Manager (`/client-registration/v0.17/register`) with a user's name and password. */
export async function registerClient(
  url: string,
  user: { username: string; password: string },
  deadline: AbortSignal,
): Promise<OAuthClient> {
  const what = "Register an OAuth client at API Manager";
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  try {
    const transport = await loadTransport();
    const { data } = await transport.post(
      url,
      {
        callbackUrl: "https://localhost",
        clientName: CLIENT_NAME,
        owner: user.username,
        grantType: "client_credentials password refresh_token",
        saasApp: true,
      },
      // The registration endpoint takes the user's words as they are (RFC 7617), unlike the token endpoint.
      { auth: user, repeatable: true, signal: deadline },
    );
    if (typeof data?.clientId === "string")
      return { clientId: data.clientId, clientSecret: data.clientSecret };
    throw new ChoreoError({ what, words: "the answer holds no clientId", method: "POST", path });
  } catch (error) {
    if (error instanceof ChoreoError) throw error;
    const { response, code, message } = error as AxiosError;
    throw new ChoreoError({
      what,
      words: response ? `HTTP ${response.status}` : `no answer (${code ?? message})`,
      hint: "Check CHOREO_USERNAME, CHOREO_PASSWORD and the address (CHOREO_DCR_URL, choreo.dcrUrl).",
      method: "POST",
      path,
      status: response?.status,
      ambiguous: !response,
    });
  }
}
