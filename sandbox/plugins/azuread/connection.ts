import { PluginError } from "../protocol/errors.ts";
import type { ProviderConfig } from "./config.ts";
import { send } from "./http.ts";
import { during } from "./words.ts";

/** Who is signed in and where Graph is. */
export interface Connection {
  /** `https://localhost:8443`: calls go to `/v1.0/…` and `/beta/…` below it. */
  graphUrl: string;
  tenantId: string;
  clientId: string;
  /** Aborted when the run is cancelled. What is under way is finished, so that the state knows of it; only waits end. */
  signal: AbortSignal;
  /** The caller's service principal: first owner of what it creates. */
  callerId: string;
  /** A token that is still good for some minutes. */
  token(): Promise<string>;
}

interface Endpoints {
  name?: string;
  resourceManager?: string;
  microsoftGraphResourceId?: string;
  authentication?: { loginEndpoint?: string };
}

const RENEW_BEFORE_MS = 5 * 60_000;

/** What the published plugin does at start: the cloud's endpoints, then one token (client credentials). Nothing else. */
export async function connect(config: ProviderConfig, signal: AbortSignal): Promise<Connection> {
  const endpoints = await metadata(config.metadataHost);
  const graphUrl = endpoints.microsoftGraphResourceId.replace(/\/$/, "");
  const renew = () => signIn(config, endpoints.authentication.loginEndpoint, graphUrl);
  let current = await renew();
  return {
    signal,
    graphUrl,
    tenantId: config.tenantId,
    clientId: config.clientId,
    callerId: current.callerId,
    async token() {
      if (current.expires - Date.now() < RENEW_BEFORE_MS) current = await renew();
      return current.token;
    },
  };
}

async function metadata(host: string) {
  const base = `https://${host}`;
  const url = `${base}/metadata/endpoints?api-version=2022-09-01`;
  const { status, data } = await during(
    `retrieving metadata from endpoint "${base}": performing request: Get "${url}"`,
    () => send<Endpoints>(url),
  );
  if (status !== 200)
    throw new PluginError(`retrieving metadata from endpoint "${base}": HTTP status ${status}`);
  const { name, resourceManager, microsoftGraphResourceId, authentication } = data;
  const loginEndpoint = authentication?.loginEndpoint;
  if (!name || !resourceManager || !microsoftGraphResourceId || !loginEndpoint) {
    throw new PluginError(
      `retrieving metadata from endpoint "${base}": name, resourceManager, microsoftGraphResourceId and ` +
        "authentication.loginEndpoint must be there",
    );
  }
  return { microsoftGraphResourceId, authentication: { loginEndpoint } };
}

async function signIn(config: ProviderConfig, loginEndpoint: string, graphUrl: string) {
  const body = new URLSearchParams({
    client_id: config.clientId,
    client_secret: config.clientSecret,
    grant_type: "client_credentials",
    scope: `${graphUrl}/.default`,
  });
  const url = `${loginEndpoint}/${config.tenantId}/oauth2/v2.0/token`;
  const what = "building client: unable to obtain access token: clientCredentialsToken";
  const { status, data } = await during(what, () =>
    send<{ access_token?: string; expires_in?: number | string }>(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    }),
  );
  if (status < 200 || status > 299 || !data.access_token) {
    throw new PluginError(`${what}: received HTTP status ${status} with response: ${JSON.stringify(data)}`);
  }
  return {
    token: data.access_token,
    expires: Date.now() + Number(data.expires_in ?? 3600) * 1000,
    callerId: objectId(data.access_token),
  };
}

function objectId(token: string): string {
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString() || "{}");
  if (typeof claims.oid === "string") return claims.oid;
  throw new PluginError(
    "building client: attempting to discover object ID for authenticated service principal: the access token has no claim oid",
  );
}
