import { ChoreoError } from "./client/errors.ts";

export const FLAVOURS = ["choreo", "apim"] as const;
export const REGIONS = ["us", "eu"] as const;

/** Full base URLs that take the place of a flavour's, each overridden by its environment variable. */
const URL_VARIABLES = {
  publisherUrl: "CHOREO_PUBLISHER_URL",
  devportalUrl: "CHOREO_DEVPORTAL_URL",
  tokenUrl: "CHOREO_TOKEN_URL",
  dcrUrl: "CHOREO_DCR_URL",
  apisUrl: "CHOREO_APIS_URL",
} as const;
type UrlSetting = keyof typeof URL_VARIABLES;

export type FlavourName = (typeof FLAVOURS)[number];

/** Stack configuration `<project>:choreo`, as far as the provider reads it; settings/schema/ has no other keys for it. */
export interface ControlPlaneConfig extends Partial<Record<UrlSetting, string | undefined>> {
  flavour?: FlavourName | undefined;
  region?: (typeof REGIONS)[number] | undefined;
  url?: string | undefined;
  organization?: string | undefined;
  organizationId?: string | undefined;
  tenant?: string | undefined;
  /** An object: the stack makes it, which takes an administrator's scope. */
  identityProvider?: string | object | undefined;
}

/**
 * What is wrong with these settings, whatever the credentials. Which organisation it is, the credential may say (auth/).
 *
 * @example
 * controlPlaneProblems({ region: "mars" }); // [{ key: "region", message: "allowed: us, eu" }]
 */
export function controlPlaneProblems(
  config: ControlPlaneConfig,
): { key: keyof ControlPlaneConfig; message: string }[] {
  const { flavour = "choreo", region = "us", url } = config;
  const urls = (["url", ...Object.keys(URL_VARIABLES)] as ("url" | UrlSetting)[]).filter(
    (key) => config[key] !== undefined && !/^https?:$/.test(URL.parse(config[key])?.protocol ?? ""),
  );
  return [
    ...(FLAVOURS.includes(flavour)
      ? []
      : [{ key: "flavour", message: `allowed: ${FLAVOURS.join(", ")}` } as const]),
    ...(REGIONS.includes(region)
      ? []
      : [{ key: "region", message: `allowed: ${REGIONS.join(", ")}` } as const]),
    ...urls.map((key) => ({ key, message: "must be an http(s) URL" })),
    ...(flavour === "choreo" && url !== undefined
      ? [
          {
            key: "url",
            message:
              'is for the flavour apim; choreo has "region", or publisherUrl, devportalUrl and tokenUrl',
          } as const,
        ]
      : []),
  ];
}

/** Where a resource's control plane is, said by an argument of the resource itself ({@link ControlPlaneConfig}). What stands here wins over the environment. */
export interface ControlPlaneArgs extends Omit<ControlPlaneConfig, "identityProvider"> {
  /**
   * Key of the secret configuration object with the credentials, `berlin` for `<project>:berlin`. What it holds is what
   * `choreoCredentials` holds, and counts alone. Default: those of the environment, else `choreoCredentials`.
   */
  credentials?: string | undefined;
}

/** Stack configuration `<project>:choreoCredentials`, each overridden by its environment variable. */
export interface Credentials {
  token?: string | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  subjectToken?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
}

interface ConfigSource {
  get(key: string): string | undefined;
  /** The namespace of a `pulumi.Config`. */
  readonly name?: string;
  /** That of a dynamic provider's. */
  readonly projectName?: string;
  /** Takes the place of the object `choreo` in it ({@link at}). */
  readonly choreo?: ControlPlaneArgs;
}

/**
 * Where the settings are read from: the configuration that the engine hands to a dynamic provider, `pulumi.Config` (both give
 * objects as JSON text, of the project that runs), or the parsed objects.
 */
export type ControlPlaneSource =
  | ConfigSource
  | {
      choreo: ControlPlaneConfig;
      choreoCredentials?: Credentials | undefined;
      /** The project whose configuration that was, for messages. */
      project?: string | undefined;
    };

const CREDENTIAL_VARIABLES: Record<keyof Credentials, string> = {
  token: "CHOREO_TOKEN",
  clientId: "CHOREO_CLIENT_ID",
  clientSecret: "CHOREO_CLIENT_SECRET",
  subjectToken: "CHOREO_SUBJECT_TOKEN",
  username: "CHOREO_USERNAME",
  password: "CHOREO_PASSWORD",
};

/** Where WSO2's own tools find a token: a personal access token, and the one that cloud editors are given. */
const WSO2_TOKENS = ["WSO2IP_PAT", "CLOUD_STS_TOKEN"] as const;

/**
 * Settings and credentials. The environment wins: it is always current, while the configuration that the engine hands over on
 * refresh and destroy is the one of the last `up`.
 *
 * What WSO2's own tools read counts where nothing is said for this program: it may be there for another purpose.
 *
 * @returns `stored`: whether some credential comes from the configuration; `origin`: where `credentials.token` comes from; `variables`: by
 * key of `config`, the environment variable that it comes from
 */
export function readSettings(
  source: ControlPlaneSource | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): {
  config: ControlPlaneConfig;
  credentials: Credentials;
  stored: boolean;
  origin: string | undefined;
  variables: Partial<Record<keyof ControlPlaneConfig, string>>;
} {
  const { credentials: own, ...given }: ControlPlaneArgs = argumentOf(source) ?? {};
  const config = argumentOf(source) ? given : { ...read<ControlPlaneConfig>(source, "choreo") };
  // As tokens and answers have it.
  if (config.organizationId) config.organizationId = config.organizationId.toLowerCase();
  const variables: Partial<Record<keyof ControlPlaneConfig, string>> = {};
  for (const [key, variable] of Object.entries(URL_VARIABLES)) {
    const url = key as UrlSetting;
    if (!environment[variable] || given[url] !== undefined) continue;
    config[url] = environment[variable];
    variables[url] = variable;
  }
  const found = { config, variables };
  if (own !== undefined) {
    const credentials = named(source, own);
    return { ...found, credentials, stored: true, origin: credentials.token ? `${own}.token` : undefined };
  }
  const credentials = { ...read<Credentials>(source, "choreoCredentials") };
  const stored = Object.keys(credentials).some(
    (key) => !environment[CREDENTIAL_VARIABLES[key as keyof Credentials]],
  );
  for (const [key, variable] of Object.entries(CREDENTIAL_VARIABLES)) {
    if (environment[variable]) credentials[key as keyof Credentials] = environment[variable];
  }
  const origin = (): string | undefined => {
    if (environment.CHOREO_TOKEN) return "CHOREO_TOKEN";
    return credentials.token ? "choreoCredentials.token" : undefined;
  };
  if (config.flavour === "apim") return { ...found, credentials, stored, origin: origin() };
  const region = environment.WSO2IP_REGION?.toLowerCase();
  if (region && config.region === undefined) {
    config.region = region as ControlPlaneConfig["region"];
    variables.region = "WSO2IP_REGION";
  }
  const generic = WSO2_TOKENS.find((variable) => environment[variable]);
  if (!generic || Object.values(credentials).some(Boolean))
    return { ...found, credentials, stored, origin: origin() };
  return { ...found, credentials: { token: environment[generic] }, stored, origin: generic };
}

/**
 * A configuration whose object `choreo` is another one: an argument of a resource.
 *
 * @param choreo none: the configuration as it is
 *
 * @example controlPlane(at(new pulumi.Config(), { organization: "berlin", credentials: "berlin" }))
 */
export function at<T extends ConfigSource | undefined>(
  config: T,
  choreo: ControlPlaneArgs | undefined,
): T | ConfigSource {
  if (choreo === undefined) return config;
  const { name, projectName } = config ?? {};
  return {
    choreo,
    get: (key) => (key === "choreo" ? JSON.stringify(choreo) : config?.get(key)),
    ...(name === undefined ? {} : { name }),
    ...(projectName === undefined ? {} : { projectName }),
  };
}

/**
 * Whether the second control plane has other objects than the first: another organisation or tenant, region or flavour. Another address
 * alone is the same one elsewhere.
 */
export function isElsewhere(
  config: ConfigSource | undefined,
  before: ControlPlaneArgs | undefined,
  after: ControlPlaneArgs | undefined,
): boolean {
  const [a, b] = [before, after].map((place) => ({
    flavour: "choreo",
    region: "us",
    ...(place ?? read<ControlPlaneConfig>(config, "choreo")),
  })) as [ControlPlaneConfig, ControlPlaneConfig];
  if (a.flavour !== b.flavour) return true;
  if (a.flavour === "apim") return a.tenant !== b.tenant;
  // Where one does not say it, its credential does.
  const differs = (key: "organizationId" | "organization"): boolean =>
    a[key] !== undefined && b[key] !== undefined && a[key] !== b[key];
  return a.region !== b.region || differs("organizationId") || differs("organization");
}

/**
 * A key of the stack configuration as a person has to write it; of an argument, the argument.
 *
 * @example configKey(new pulumi.Config("shop"), "choreo.organization") // "shop:choreo.organization"
 */
export function configKey(source: ControlPlaneSource | undefined, key: string): string {
  if (source === undefined) return key;
  if (argumentOf(source) && key.startsWith("choreo."))
    return key.replace(/^choreo/, "the argument controlPlane");
  const project = "get" in source ? (source.projectName ?? source.name) : source.project;
  return project === undefined ? key : `${project}:${key}`;
}

/** The argument that takes the place of the configured object. */
export function argumentOf(source: ControlPlaneSource | undefined): ControlPlaneArgs | undefined {
  return source && "get" in source ? source.choreo : undefined;
}

/** @throws ChoreoError where nothing stands under that key */
function named(source: ControlPlaneSource | undefined, key: string): Credentials {
  const credentials = read<Credentials>(source, key);
  if (Object.values(credentials).some(Boolean)) return credentials;
  throw new ChoreoError({
    what: `Read the credentials that the argument controlPlane.credentials names`,
    words: `there are none in the stack configuration "${configKey(source, key)}"`,
    hint: `Set them: pulumi config set --secret --path ${configKey(source, key)}.token …`,
  });
}

function read<T extends object>(source: ControlPlaneSource | undefined, key: string): Partial<T> {
  if (!source) return {};
  if (!("get" in source)) return (source[key as "choreo" | "choreoCredentials"] ?? {}) as Partial<T>;
  const text = source.get(key);
  if (!text) return {};
  try {
    return JSON.parse(text) as Partial<T>;
  } catch {
    // The text stays out of the message: it may be the credentials.
    throw new ChoreoError({
      what: `Read the stack configuration "${configKey(source, key)}"`,
      words: "it is not a JSON object",
    });
  }
}
