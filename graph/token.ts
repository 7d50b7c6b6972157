import axios, { AxiosError } from "axios";
import { type Cloud, CloudError } from "./cloud.ts";

/** A token for Microsoft Graph that is still good for some minutes. */
export type TokenSource = () => Promise<string>;

const NOT_SIGNED_IN = 'Set ARM_CLIENT_ID and ARM_CLIENT_SECRET as for pulumi up, or run "az login".';
/** Where both are set, by Entra's code (learn.microsoft.com, "Microsoft Entra authentication and authorization error codes"). */
const REFUSED: Readonly<Record<string, string>> = {
  AADSTS90002: "Name a directory that there is: --tenant, ARM_TENANT_ID or azuread:tenantId.",
  AADSTS700016: "ARM_CLIENT_ID is no application of this tenant: correct it, or the tenant.",
  AADSTS7000215: "ARM_CLIENT_SECRET is no secret of ARM_CLIENT_ID: give its value, not its id.",
  AADSTS7000222: "ARM_CLIENT_SECRET has expired: make another one for ARM_CLIENT_ID.",
};
const RENEW_BEFORE_MS = 5 * 60_000;

/**
 * Signs in as the identity that runs `pulumi up`: `ARM_CLIENT_ID` and `ARM_CLIENT_SECRET` where they are set, else whatever
 * `DefaultAzureCredential` finds (`az login`, workload identity, managed identity). That library takes 0.4 s to load, so it is loaded
 * only where it is needed.
 *
 * @returns what throws CloudError if the sign-in fails
 */
export function tokenSource(cloud: Cloud, tenantId: string, env: NodeJS.ProcessEnv): TokenSource {
  const { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: clientSecret } = env;
  const signIn =
    clientId && clientSecret
      ? () => withSecret(cloud, tenantId, clientId, clientSecret)
      : () => withLibrary(cloud, tenantId);
  let current: { token: string; expires: number } | undefined;
  return async () => {
    if (!current || current.expires - Date.now() < RENEW_BEFORE_MS) current = await signIn();
    return current.token;
  };
}

/** Client credentials grant (RFC 6749, 4.4) at the v2 endpoint. */
async function withSecret(cloud: Cloud, tenantId: string, clientId: string, clientSecret: string) {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${cloud.graph}/.default`,
  });
  try {
    const { data } = await axios.post<{ access_token?: unknown; expires_in?: number | string } | null>(
      `${cloud.login}/${tenantId}/oauth2/v2.0/token`,
      form,
      { timeout: 30_000 },
    );
    if (typeof data?.access_token !== "string") throw new Error("the answer holds no access_token");
    return { token: data.access_token, expires: Date.now() + (Number(data.expires_in) || 0) * 1000 };
  } catch (error) {
    // The error itself holds the secret.
    const description = error instanceof AxiosError ? error.response?.data?.error_description : undefined;
    const isSaid = typeof description === "string";
    const said = isSaid ? description : (error as Error).message;
    const advice = isSaid
      ? "ARM_CLIENT_ID and ARM_CLIENT_SECRET are set, and Entra ID refuses them."
      : `Look whether ${cloud.login} can be reached from here; a proxy is named by HTTPS_PROXY.`;
    throw refused(said, REFUSED[/AADSTS\d+/.exec(said)?.[0] ?? ""] ?? advice);
  }
}

async function withLibrary(cloud: Cloud, tenantId: string) {
  const { DefaultAzureCredential } = await import("@azure/identity");
  const credential = new DefaultAzureCredential({
    tenantId,
    authorityHost: cloud.login,
    disableInstanceDiscovery: cloud.fromMetadata,
  });
  try {
    const token = await credential.getToken(`${cloud.graph}/.default`);
    return { token: token?.token ?? "", expires: token?.expiresOnTimestamp ?? 0 };
  } catch (error) {
    throw refused((error as Error).message, NOT_SIGNED_IN);
  }
}

/** Entra wraps its sentence into times and ids, each of them twice. */
function refused(reason: string, advice: string): CloudError {
  const said = /AADSTS\d+: .*?(?=\s+Trace ID|$)/m.exec(reason)?.[0] ?? reason.split("\n", 1)[0];
  return new CloudError("service", `Could not sign in to Microsoft Graph: ${said}`, advice);
}
