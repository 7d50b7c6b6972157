import { PluginError } from "../protocol/errors.ts";

export interface ProviderConfig {
  tenantId: string;
  clientId: string;
  clientSecret: string;
  /** `host:port`; always spoken to over HTTPS. */
  metadataHost: string;
}

/** Argument of the provider → environment variable that stands in for it. */
const VARIABLES = {
  tenantId: "ARM_TENANT_ID",
  clientId: "ARM_CLIENT_ID",
  clientSecret: "ARM_CLIENT_SECRET",
  metadataHost: "ARM_METADATA_HOSTNAME",
  environment: "ARM_ENVIRONMENT",
} as const;

const ENVIRONMENTS = [
  "china",
  "canary",
  "global",
  "public",
  "usgovernment",
  "usgovernmentl4",
  "dod",
  "usgovernmentl5",
];

/**
 * The settings of the provider, each from its argument or else from the environment.
 *
 * @throws PluginError when they don't lead to a sandbox: against the real Entra ID only the published plugin is to be used
 */
export function providerConfig(
  args: Record<string, string>,
  env: NodeJS.ProcessEnv = process.env,
): ProviderConfig {
  const value = (name: keyof typeof VARIABLES) => args[name] || env[VARIABLES[name]] || "";
  const environment = value("environment") || "public";
  if (!ENVIRONMENTS.includes(environment.toLowerCase())) {
    throw new PluginError(
      `failed to load Azure credentials. Details: no environment named "${environment}"; one of ${ENVIRONMENTS.join(", ")}`,
    );
  }
  const config = {
    tenantId: value("tenantId"),
    clientId: value("clientId"),
    clientSecret: value("clientSecret"),
    metadataHost: value("metadataHost"),
  };
  const missing = (["tenantId", "clientId", "clientSecret"] as const).filter((name) => !config[name]);
  if (missing.length > 0) {
    throw new PluginError(
      "failed to load Azure credentials. Details: no Authorizer could be configured, please check your configuration: " +
        `${missing.map((name) => `azuread:${name} or ${VARIABLES[name]}`).join(", ")} not set (the sandbox's stand-in for the ` +
        "azuread plugin signs in with a client secret only)",
    );
  }
  if (!config.metadataHost) {
    throw new PluginError(
      "the sandbox's stand-in for the azuread plugin talks to the sandbox only: set azuread:metadataHost or " +
        `${VARIABLES.metadataHost} to its host and port, or install the published plugin: ` +
        "pulumi plugin install resource azuread 6.9.1",
    );
  }
  return config;
}
