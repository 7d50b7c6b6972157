import type { RunningChoreo } from "./choreo/index.ts";
import * as seed from "./seed.ts";

/**
 * The environment in which a Pulumi run talks to the sandbox instead of the real services: the published azuread plugin as
 * well as the stand-in, and the Choreo provider. Names as in docs/architecture.md.
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
    // On a machine behind a proxy: the emulators are on this side of it.
    NO_PROXY: [process.env.NO_PROXY ?? process.env.no_proxy, "localhost", "127.0.0.1"]
      .filter(Boolean)
      .join(","),
    ...credentials(at.choreo),
  };
}

function credentials({ flavour }: Pick<RunningChoreo, "flavour">): Record<string, string> {
  if (flavour === "choreo") return { CHOREO_TOKEN: seed.choreo.personalAccessToken };
  return { CHOREO_USERNAME: seed.choreo.admin.username, CHOREO_PASSWORD: seed.choreo.admin.password };
}
