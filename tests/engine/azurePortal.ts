import { Agent } from "node:https";
import axios from "axios";
import { decodeJwt } from "jose";
import { HeadlessSignInError, signInHeadless } from "../../sandbox/entra/headless.ts";
import { entra as seed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";

export interface Client {
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
}

/** What people do on the Azure side while Pulumi does not look: change things in the portal, sign in, ask for tokens. */
export function azurePortal({ entra, tls }: Pick<Sandbox, "entra" | "tls">) {
  const http = axios.create({
    httpsAgent: new Agent({ ca: tls.ca }),
    proxy: false,
    validateStatus: () => true,
  });
  const token = async (fields: Record<string, string>) =>
    (await http.post(`${entra.url}/${seed.tenantId}/oauth2/v2.0/token`, new URLSearchParams(fields))).data;

  /** As the identity that deploys. @throws when Graph refuses it */
  async function graph(method: string, path: string, body?: object) {
    const { access_token } = await token({
      grant_type: "client_credentials",
      client_id: seed.deployer.clientId,
      client_secret: seed.deployer.clientSecret,
      scope: `${entra.url}/.default`,
    });
    const answer = await http.request({
      method,
      url: `${entra.url}/v1.0${path}`,
      data: body,
      headers: { authorization: `Bearer ${access_token}` },
    });
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.data)}`);
    return answer.data;
  }

  /** Leaves the deploying identity these application permissions of Graph and no other. */
  async function permit(roles: string[]) {
    const { status, data } = await http.post(`${entra.url}/_sandbox/permissions`, { roles });
    if (status >= 300) throw new Error(JSON.stringify(data));
  }

  /** @returns claims of the access token, or the AADSTS number with which it ended; whoever would be asked for consent refuses it */
  async function signIn(client: Client, scopes: string[], user: string) {
    const redirectUri = client.redirectUris[0] as string;
    const url = new URL(`${entra.url}/${seed.tenantId}/oauth2/v2.0/authorize`);
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: client.clientId,
      redirect_uri: redirectUri,
      scope: scopes.join(" "),
    }).toString();
    let back: URL;
    try {
      back = await signInHeadless(url, { user, consent: "cancel", ca: tls.ca });
    } catch (error) {
      if (error instanceof HeadlessSignInError) return { aadsts: error.aadsts };
      throw error;
    }
    const refused = back.searchParams.get("error_description");
    if (refused) return { aadsts: Number(/AADSTS(\d+)/.exec(refused)?.[1]) };
    const answer = await token({
      grant_type: "authorization_code",
      client_id: client.clientId,
      client_secret: client.clientSecret,
      code: back.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
    });
    return answer.access_token
      ? { claims: decodeJwt(answer.access_token) as Record<string, unknown> }
      : { aadsts: answer.error_codes[0] as number };
  }
  return { graph, permit, signIn };
}
