import type { Flavour } from "./choreo/index.ts";
import * as seed from "./seed.ts";

/**
 * The environment in which a Pulumi run talks to the sandbox instead of the real services: the published azuread plugin as
 * well as the stand-in, and the Choreo provider. Names as in docs/architecture.md.
 */
export function sandboxEnvironment(at: {
  entra: string;
  choreo: string;
  caPath: string;
  flavour: Flavour;
}): Record<string, string> {
  return {
    ARM_METADATA_HOSTNAME: new URL(at.entra).host,
    ARM_TENANT_ID: seed.entra.tenantId,
    ARM_CLIENT_ID: seed.entra.deployer.clientId,
    ARM_CLIENT_SECRET: seed.entra.deployer.clientSecret,
    ARM_USE_CLI: "false",
    SSL_CERT_FILE: at.caPath,
    NODE_EXTRA_CA_CERTS: at.caPath,
    CHOREO_PUBLISHER_URL: `${at.choreo}/api/am/publisher/v2`,
    CHOREO_DEVPORTAL_URL: `${at.choreo}/api/am/devportal/v2`,
    CHOREO_TOKEN_URL: `${at.choreo}/oauth2/token`,
    ...credentials(at),
  };
}

function credentials({ choreo, flavour }: { choreo: string; flavour: Flavour }): Record<string, string> {
  if (flavour === "choreo") return { CHOREO_TOKEN: seed.choreo.personalAccessToken };
  return {
    CHOREO_DCR_URL: `${choreo}/client-registration/v0.17/register`,
    CHOREO_USERNAME: seed.choreo.admin.username,
    CHOREO_PASSWORD: seed.choreo.admin.password,
  };
}
