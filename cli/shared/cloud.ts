import { z } from "zod";
import { CliError, reasonOf } from "./errors.ts";

/** Where a Microsoft cloud signs people in and where its Graph is; no trailing slashes. */
export interface Cloud {
  login: string;
  graph: string;
  /** Found through `ARM_METADATA_HOSTNAME`; so it may be an emulator. */
  fromMetadata: boolean;
}

/** The clouds that the azuread provider knows by name (`ARM_ENVIRONMENT`). */
const named: Record<string, { login: string; graph: string }> = {
  public: { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com" },
  usgovernment: { login: "https://login.microsoftonline.us", graph: "https://graph.microsoft.us" },
  usgovernmentl4: { login: "https://login.microsoftonline.us", graph: "https://graph.microsoft.us" },
  usgovernmentl5: { login: "https://login.microsoftonline.us", graph: "https://dod-graph.microsoft.us" },
  dod: { login: "https://login.microsoftonline.us", graph: "https://dod-graph.microsoft.us" },
  china: { login: "https://login.chinacloudapi.cn", graph: "https://microsoftgraph.chinacloudapi.cn" },
};

/** Configuration keys of the azuread provider that have a variable of the same meaning. */
const azureadVariables: Record<string, string> = {
  "azuread:metadataHost": "ARM_METADATA_HOSTNAME",
  "azuread:environment": "ARM_ENVIRONMENT",
  "azuread:tenantId": "ARM_TENANT_ID",
  "azuread:clientId": "ARM_CLIENT_ID",
  "azuread:clientSecret": "ARM_CLIENT_SECRET",
};

/**
 * The environment with what the stack configures for the azuread provider written over it: there, configuration wins over
 * variables.
 */
export function azureEnvironment(
  config: Readonly<Record<string, unknown>>,
  env: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const configured = Object.entries(azureadVariables).flatMap(([key, variable]) =>
    typeof config[key] === "string" ? [[variable, config[key]]] : [],
  );
  return { ...env, ...Object.fromEntries(configured) };
}

const metadataSchema = z.looseObject({
  microsoftGraphResourceId: z.string(),
  authentication: z.looseObject({ loginEndpoint: z.string() }),
});

/**
 * The cloud that `pulumi up` used, found the way the azuread provider finds it: `ARM_METADATA_HOSTNAME` names a host that
 * answers `/metadata/endpoints`, else `ARM_ENVIRONMENT` names a cloud, else it is the public one.
 *
 * @throws CliError (usage) for an unknown name, (service) if the host does not answer
 * @example `await findCloud({}) // { login: "https://login.microsoftonline.com", graph: "https://graph.microsoft.com", … }`
 */
export async function findCloud(env: NodeJS.ProcessEnv = process.env): Promise<Cloud> {
  const host = env.ARM_METADATA_HOSTNAME;
  if (!host) {
    const name = (env.ARM_ENVIRONMENT || "public").toLowerCase();
    const cloud = named[name];
    if (!cloud)
      throw new CliError(
        "usage",
        `ARM_ENVIRONMENT names no cloud: "${name}".`,
        `Known: ${Object.keys(named).join(", ")}.`,
      );
    return { ...cloud, fromMetadata: false };
  }
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  const found = await getJson(url, "the cloud's metadata (ARM_METADATA_HOSTNAME)").then((body) =>
    metadataSchema.safeParse(body),
  );
  if (!found.success)
    throw new CliError("service", `${url} does not describe a cloud.`, "Check ARM_METADATA_HOSTNAME.");
  return {
    login: withoutSlash(found.data.authentication.loginEndpoint),
    graph: withoutSlash(found.data.microsoftGraphResourceId),
    fromMetadata: true,
  };
}

/** An OpenID Connect discovery document, as far as it is used. */
const discoverySchema = z.looseObject({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  jwks_uri: z.string(),
});
export type Discovery = z.infer<typeof discoverySchema>;

/**
 * A tenant's discovery document. Version 2 has the endpoints that take `scope`; they issue tokens of either version, because
 * the version of an access token is a property of the web API (`requestedAccessTokenVersion`). Version 1 has the issuer of v1 tokens.
 *
 * @throws CliError (service)
 * @example `const { token_endpoint } = await discover(await findCloud(), tenantId)`
 */
export async function discover(
  cloud: Pick<Cloud, "login">,
  tenantId: string,
  version: 1 | 2 = 2,
): Promise<Discovery> {
  const url = `${cloud.login}/${tenantId}${version === 2 ? "/v2.0" : ""}/.well-known/openid-configuration`;
  const parsed = discoverySchema.safeParse(await getJson(url, "the identity provider's discovery document"));
  if (parsed.success) return parsed.data;
  throw new CliError(
    "service",
    `${url} is not an OpenID Connect discovery document.`,
    "Check the tenant id.",
  );
}

/** GETs JSON without credentials; failures become sentences. */
export async function getJson(url: string, what: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(15_000),
    });
  } catch (error) {
    throw new CliError(
      "service",
      `Could not reach ${what} at ${url}: ${reasonOf(error)}`,
      certificateAdvice(error),
    );
  }
  const text = await response.text();
  if (!response.ok) throw new CliError("service", `${what} at ${url} answered ${response.status}.`);
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError("service", `${what} at ${url} answered something that is not JSON.`);
  }
}

function certificateAdvice(error: unknown): string | undefined {
  return /certificate|self-signed|issuer/i.test(reasonOf(error))
    ? "In the sandbox, NODE_EXTRA_CA_CERTS must name its CA before Node.js starts."
    : undefined;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
