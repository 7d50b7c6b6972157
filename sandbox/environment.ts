import type { RunningChoreo } from "./choreo/index.ts";
import * as seed from "./seed.ts";

/**
 * The environment in which a Pulumi run talks to the sandbox instead of the real services: the published azuread plugin as
 * well as the stand-in, and the Choreo provider. Names as in docs/configuration.md.
 */
export function sandboxEnvironment(at: {
  entraUrl: string;
  choreo: Pick<RunningChoreo, "flavour" | "urls">;
  /** PEM of the local CA. */
  caPath: string;
}): Record<string, string> {
  const { urls } = at.choreo;
  return {
    ARM_METADATA_HOSTNAME: new URL(at.entraUrl).host,
    ARM_TENANT_ID: seed.entra.tenantId,
    ARM_CLIENT_ID: seed.entra.deployer.clientId,
    ARM_CLIENT_SECRET: seed.entra.deployer.clientSecret,
    ARM_USE_CLI: "false",
    SSL_CERT_FILE: at.caPath,
    NODE_EXTRA_CA_CERTS: at.caPath,
    CHOREO_PUBLISHER_URL: urls.publisher,
    CHOREO_DEVPORTAL_URL: urls.devportal,
    CHOREO_TOKEN_URL: urls.token,
    CHOREO_DCR_URL: urls.clientRegistration,
    CHOREO_APIS_URL: urls.apis,
    ...withoutProxy(process.env),
    ...credentials(at.choreo),
  };
}

function credentials({ flavour }: Pick<RunningChoreo, "flavour">): Record<string, string> {
  if (flavour === "choreo") return { CHOREO_TOKEN: seed.choreo.personalAccessToken };
  return { CHOREO_USERNAME: seed.choreo.admin.username, CHOREO_PASSWORD: seed.choreo.admin.password };
}

/** On a machine behind a proxy: the emulators are on this side of it. Node.js and axios look at the lower-case name first, Go at the other. */
function withoutProxy({ NO_PROXY, no_proxy }: NodeJS.ProcessEnv): Record<string, string> {
  const list = [...new Set([NO_PROXY, no_proxy].filter(Boolean)), "localhost", "127.0.0.1"].join(",");
  return { NO_PROXY: list, ...(no_proxy !== undefined && { no_proxy: list }) };
}
