import * as pulumi from "@pulumi/pulumi";
import type { ControlPlaneArgs } from "../settings.ts";

/** What the arguments of each resource have in common. */
export interface Placed {
  /**
   * The control plane that the resource is in. Default: the one of the stack configuration `<project>:choreo`. It takes the place of all
   * of that object. Credentials have no place in it, as it stands in the state: {@link ControlPlaneArgs.credentials} names theirs.
   */
  controlPlane?: pulumi.Input<ControlPlaneArgs> | undefined;
}

const KEYS: Record<keyof ControlPlaneArgs, true> = {
  flavour: true,
  region: true,
  url: true,
  organization: true,
  organizationId: true,
  tenant: true,
  publisherUrl: true,
  devportalUrl: true,
  tokenUrl: true,
  dcrUrl: true,
  apisUrl: true,
  credentials: true,
};

/** Keys of the configuration object that are the program's business, so that the whole object can be handed on. */
const OF_THE_PROGRAM = new Set(["identityProvider", "keyType", "gatewayEnvironments"]);

/** A resource's control plane as it goes into the state. */
export function placeOf(given: pulumi.Input<ControlPlaneArgs>): pulumi.Input<ControlPlaneArgs> {
  return pulumi.Output.isInstance(given) || given instanceof Promise
    ? pulumi.output(given).apply(withoutSecrets)
    : withoutSecrets(given);
}

/** @throws for a key that is none, before the engine hears of it: it may be a token */
export function withoutSecrets(given: ControlPlaneArgs): ControlPlaneArgs {
  const entries = Object.entries(given).filter(
    ([key, value]) => value !== undefined && !OF_THE_PROGRAM.has(key),
  );
  const unknown = entries.map(([key]) => key).filter((key) => !Object.hasOwn(KEYS, key));
  if (unknown.length > 0) throw refused(`takes ${Object.keys(KEYS).join(", ")}; not ${unknown.join(", ")}`);
  if (!["string", "undefined"].includes(typeof given.credentials))
    throw refused("has an object as credentials");
  const signedIn = entries.filter(([, value]) => URL.parse(String(value))?.password).map(([key]) => key);
  if (signedIn.length > 0) throw refused(`has a password in ${signedIn.join(", ")}`);
  return Object.fromEntries(entries);
}

function refused(what: string): Error {
  return new Error(
    `The argument "controlPlane" of a resource ${what}. It stands in the state: credentials come from the environment, or from the secret configuration object whose key is "credentials".`,
  );
}
