import {
  ChoreoError,
  type ControlPlane,
  type ControlPlaneSource,
  controlPlane,
} from "../../providers/choreo/reads.ts";
import { CliError } from "../shared/errors.ts";
import type { StackConfig } from "../shared/stack.ts";
import { allPages, Forbidden, type ListReader } from "./reader.ts";

export interface ChoreoReaders {
  publisher: ListReader;
  devportal: ListReader;
  admin: ListReader;
  /** Whether the developer portal may offer some identity providers only. */
  hasPortalGate: boolean;
  /** What the credential says of itself. */
  identity: ControlPlane["identity"];
}

/** Scopes of the Admin API's key managers, in both flavours; its specification. */
const adminScopes = ["apim:admin", "apim:admin_operations"];

/**
 * The control plane with the same addresses and credentials as `pulumi up` has.
 *
 * @throws CliError (usage) for settings or credentials that are missing
 */
export function controlPlaneOf(config: StackConfig, env: NodeJS.ProcessEnv): ControlPlane {
  // Of whatever project the stack is: a program that uses this one as a library has a name of its own.
  const project = Object.keys(config)
    .find((key) => key.endsWith(":choreo"))
    ?.split(":", 1)[0];
  return opened(configSource(config, project), env);
}

/** The configuration of a project as the provider reads it: objects as JSON text. */
export function configSource(config: StackConfig, project: string | undefined) {
  const get = (key: string) => {
    const value = config[`${project}:${key}`];
    return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
  };
  return { get, ...(project === undefined ? {} : { projectName: project }) };
}

function opened(source: ControlPlaneSource, env: NodeJS.ProcessEnv): ControlPlane {
  try {
    return controlPlane(source, env);
  } catch (error) {
    if (error instanceof ChoreoError) throw new CliError("usage", error.message);
    throw error;
  }
}

/**
 * Reads Choreo's control plane with the provider's own client.
 *
 * @throws CliError (usage) for settings or credentials that are missing
 */
export function choreoReaders(config: StackConfig, env: NodeJS.ProcessEnv = process.env): ChoreoReaders {
  return readersFor(controlPlaneOf(config, env));
}

/** The same for a control plane that is said otherwise. */
export function readersOf(source: ControlPlaneSource, env: NodeJS.ProcessEnv = process.env): ChoreoReaders {
  return readersFor(opened(source, env));
}

function readersFor(control: ControlPlane): ChoreoReaders {
  return {
    publisher: reader(control, "publisher", ["apim:api_view"]),
    devportal: reader(control, "devportal", ["apim:subscribe"]),
    admin: reader(control, "admin", adminScopes),
    hasPortalGate: control.flavour.name === "choreo",
    identity: () => control.identity(),
  };
}

function reader(
  control: ControlPlane,
  api: "publisher" | "devportal" | "admin",
  scopes: readonly string[],
): ListReader {
  const get = async <T>(pathAndQuery: string): Promise<T | undefined> => {
    const [path = "", query = ""] = pathAndQuery.split("?", 2);
    try {
      return await control.client().send<T>({
        api,
        method: "GET",
        path,
        query: Object.fromEntries(new URLSearchParams(query)),
        what: `Read ${path}`,
        scopes,
        optional: api === "admin",
      });
    } catch (error) {
      if (!(error instanceof ChoreoError)) throw error;
      if (error.status === 404 && api !== "admin") return undefined;
      // The Admin API says 401 to whoever lacks its scopes, and on Choreo it may not be there at all.
      if (error.status === 403 || (api === "admin" && (error.status === 401 || error.status === 404)))
        throw new Forbidden(path);
      throw new Error(error.message.split("\n").join(" "), { cause: error });
    }
  };
  return {
    get,
    list: <T>(path: string) => allPages<T>(get, path),
  };
}
