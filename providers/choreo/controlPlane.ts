import { chooseTokenSource } from "./auth/chooseTokenSource.ts";
import { Credential, type Identity } from "./auth/credential.ts";
import type { Organization } from "./auth/introspection.ts";
import { Client } from "./client/client.ts";
import { ChoreoError } from "./client/errors.ts";
import { OPERATION_TIMEOUT } from "./client/transport.ts";
import { apim } from "./flavour/apim.ts";
import { choreo } from "./flavour/choreo.ts";
import type { Flavour } from "./flavour/flavour.ts";
import {
  argumentOf,
  type ControlPlaneSource,
  configKey,
  controlPlaneProblems,
  type FlavourName,
  readSettings,
} from "./settings.ts";

export type { ControlPlaneSource } from "./settings.ts";

/** A control plane that can be called: where it is, which flavour it has, how to get a token. Holds the credentials. */
export interface ControlPlane {
  readonly flavour: Flavour;
  /** A client for one operation, with that operation's deadline. */
  client(): Client;
  /**
   * What the credential says of itself: organisation, scopes, end. Asked for once.
   *
   * @throws ChoreoError for one that has ended or was revoked, or is for another organisation than the settings'
   */
  identity(): Promise<Identity>;
  /** Organisations of whoever holds the credential; undefined where nobody answers. */
  organizations(): Promise<Organization[] | undefined>;
}

/**
 * The control plane that configuration and environment name. Does no I/O; the first call gets the token.
 *
 * @param source `new pulumi.Config()`, the configuration of a dynamic provider, or the parsed objects
 * @throws ChoreoError for a setting that is missing, an unknown flavour or region, a URL that is none, or no credentials
 *
 * @example
 * const control = controlPlane({ choreo: { organization: "taylordean", organizationId: "0a6c2d3e-…" } });
 * const api = await getApi(control, { name: "books", version: "1.0.0" });
 */
export function controlPlane(
  source: ControlPlaneSource | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): ControlPlane {
  const { config, credentials, stored, origin, variables } = readSettings(source, environment);
  const isArgument = argumentOf(source) !== undefined;
  for (const { key, message } of controlPlaneProblems(config)) {
    const { [key]: variable } = variables;
    const place = isArgument ? "in the program" : "in the stack's settings";
    throw unusable(
      `${variable ?? configKey(source, `choreo.${key}`)} is "${config[key]}"; ${message}`,
      `Correct it ${variable ? "in the environment" : place}.`,
    );
  }
  const flavour = FLAVOUR[config.flavour ?? "choreo"];
  const missing = flavour.missing(config, credentials);
  if (missing.length > 0) {
    const hint = isArgument
      ? "Set it in the program."
      : `Set it: pulumi config set --path ${configKey(source, missing[0] as string)} …`;
    const words = isArgument ? configKey(source, missing[0] as string) : missing.join(", ");
    throw unusable(`${words} is missing`, hint);
  }
  const endpoints = flavour.endpoints(config);
  const tokens = chooseTokenSource(credentials, { flavour, config, endpoints, stored });
  const credential = new Credential(tokens, { flavour, config, endpoints, origin });
  return {
    flavour,
    client: () => new Client({ flavour, endpoints, credential, stored }),
    identity: () => credential.identity(AbortSignal.timeout(OPERATION_TIMEOUT)),
    organizations: () => credential.organizations(AbortSignal.timeout(OPERATION_TIMEOUT)),
  };
}

const FLAVOUR: Record<FlavourName, Flavour> = { choreo, apim };

function unusable(words: string, hint: string): ChoreoError {
  return new ChoreoError({ what: "Read the stack configuration", words, hint });
}
