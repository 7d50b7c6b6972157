/** Where a Microsoft cloud signs people in and where its Graph is; no trailing slashes. */
export interface Cloud {
  login: string;
  graph: string;
  /** Found through `ARM_METADATA_HOSTNAME`; so it may be an emulator. */
  fromMetadata: boolean;
}

/** Why a cloud cannot be spoken to, and what to do about it. */
export class CloudError extends Error {
  /** Whether what names the cloud is wrong, or the cloud does not answer as it should. */
  readonly kind: "usage" | "service";
  readonly advice: string | undefined;

  constructor(kind: CloudError["kind"], message: string, advice?: string) {
    super(message);
    this.name = "CloudError";
    this.kind = kind;
    this.advice = advice;
  }
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

/**
 * The cloud that `pulumi up` used, found the way the azuread provider finds it: `ARM_METADATA_HOSTNAME` names a host that
 * answers `/metadata/endpoints`, else `ARM_ENVIRONMENT` names a cloud, else it is the public one.
 *
 * @param getJson GETs what the host says
 * @throws CloudError for an unknown name, or if the host's answer describes no cloud
 */
export async function findCloud(
  env: NodeJS.ProcessEnv,
  getJson: (url: string, what: string) => Promise<unknown>,
): Promise<Cloud> {
  const host = env.ARM_METADATA_HOSTNAME;
  if (!host) {
    const name = (env.ARM_ENVIRONMENT || "public").toLowerCase();
    const cloud = named[name];
    if (!cloud)
      throw new CloudError(
        "usage",
        `ARM_ENVIRONMENT names no cloud: "${name}".`,
        `Known: ${Object.keys(named).join(", ")}.`,
      );
    return { ...cloud, fromMetadata: false };
  }
  const url = `https://${host}/metadata/endpoints?api-version=2022-09-01`;
  const found = (await getJson(url, "the cloud's metadata (ARM_METADATA_HOSTNAME)")) as {
    microsoftGraphResourceId?: unknown;
    authentication?: { loginEndpoint?: unknown };
  } | null;
  const [graph, login] = [found?.microsoftGraphResourceId, found?.authentication?.loginEndpoint];
  if (typeof graph !== "string" || typeof login !== "string")
    throw new CloudError("service", `${url} does not describe a cloud.`, "Check ARM_METADATA_HOSTNAME.");
  return { login: withoutSlash(login), graph: withoutSlash(graph), fromMetadata: true };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
