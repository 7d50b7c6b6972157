import { beforeEach } from "@jest/globals";
import { startChoreo } from "../../../sandbox/choreo/index.ts";
import { startGateway } from "../../../sandbox/gateway/index.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startIssuer } from "../../sandbox/gateway/issuer.ts";
import { connectInProcess } from "./inProcess.ts";
import { callerOf, personAt } from "./person.ts";
import { ApiStack, apiId, type Settings } from "./stack.ts";

export const ENVIRONMENTS = ["Default", "Staging"] as const;
const SCOPE_PREFIX = "urn:taylordean:books:";
const CLIENT = "580b40b7-5513-4714-a4e0-8d4e784f7dc6";

export type World = Awaited<ReturnType<typeof startWorld>>;

/** A control plane with a gateway for each of its environments, and a client that is subscribed to `books` and has no scope at all. */
export async function startWorld() {
  const emulator = await startChoreo({
    entraUrl: "https://localhost:1",
    gatewayUrl: () => "https://localhost:2",
  });
  const transport = connectInProcess(emulator);
  const issuer = await startIssuer();
  const gateways = await Promise.all(
    ENVIRONMENTS.map((environment) =>
      startGateway({ controlPlane: emulator.controlPlane, backendUrl: "http://127.0.0.1:1", environment }),
    ),
  );
  const person = personAt(emulator);
  const now = Math.floor(Date.now() / 1000);
  const tokens = new Map<string, Promise<string>>();
  /** A token of the client with one scope, or none (`""`). */
  const tokenWith = (scp: string): Promise<string> => {
    const token =
      tokens.get(scp) ?? issuer.sign({ iss: issuer.issuer, azp: CLIENT, scp, iat: now, exp: now + 360_000 });
    tokens.set(scp, token);
    return token;
  };

  return {
    emulator,
    transport,
    person,
    /** What the control plane held when `begin` was done. */
    before: {} as object,
    stack: (name: string) => new ApiStack(emulator, name),

    /** The guide's organisation anew, its client subscribed. */
    async begin() {
      transport.beforeEach(undefined);
      emulator.setFaults([]);
      await emulator.fetch(new Request(`${emulator.url}/_sandbox/reset`, { method: "POST" }));
      const devportal = callerOf(emulator, "devportal");
      const admin = callerOf(emulator, "admin");
      const { id, name: keyManager } = seed.identityProviders.v2;
      const certificates = { type: "JWKS", value: issuer.jwksUrl };
      const provider = await admin<object>("GET", `/key-managers/${id}`);
      await admin("PUT", `/key-managers/${id}`, { ...provider, issuer: issuer.issuer, certificates });
      await person.publish();
      const { applicationId } = await devportal<{ applicationId: string }>("POST", "/applications", {
        name: "tester",
        throttlingPolicy: "Unlimited",
      });
      const key = { consumerKey: CLIENT, keyManager, keyType: "PRODUCTION" };
      await devportal("POST", `/applications/${applicationId}/map-keys`, key);
      await devportal("POST", "/subscriptions", { applicationId, apiId, throttlingPolicy: "Unlimited" });
      await person.unpublish();
      this.before = emulator.state();
    },

    /**
     * Whether a token gets through to an operation; undefined where nothing is deployed.
     *
     * @param scope the one that the token has, as the API names it; left out, it has none
     */
    async isOpen(operation: string, environment: string, scope?: string): Promise<boolean | undefined> {
      const gateway = gateways[ENVIRONMENTS.indexOf(environment as "Default")];
      const [method = "", target = ""] = operation.split(" ");
      const url = `${gateway?.url}/books/1.0.0${target.replace("{id}", "1")}`;
      const token = await tokenWith(scope === undefined ? "" : SCOPE_PREFIX + scope);
      const headers = { authorization: `Bearer ${token}` };
      const answer = await (gateway as (typeof gateways)[0]).fetch(new Request(url, { method, headers }));
      const { code } = (await answer.json()) as { code?: string };
      if (answer.status === 403 && code === "900910") return false;
      if (answer.status === 404) return undefined;
      // The backend cannot be reached: the gateway let the call through.
      if (answer.status === 503 && code === "102503") return true;
      throw new Error(`${operation} at ${environment}: ${answer.status} ${code}`);
    },

    /** What of a stack's settings is not in force at the gateways where it shall be: who gets in without a scope, who does not with one. */
    async amiss({ operations, environments = [] }: Settings): Promise<string[]> {
      const found: string[] = [];
      for (const environment of environments)
        for (const [operation, scopes] of Object.entries(operations)) {
          if (scopes.length > 0 && (await this.isOpen(operation, environment)) !== false)
            found.push(`${operation} at ${environment}`);
          for (const scope of scopes)
            if (!(await this.isOpen(operation, environment, scope)))
              found.push(`${operation} at ${environment} with ${scope}`);
        }
      return found;
    },

    /** By environment: id and description of what runs there. */
    async running(): Promise<Record<string, string>> {
      const found: Record<string, string> = {};
      for (const { id, description, deploymentInfo } of await person.revisions())
        for (const { name } of deploymentInfo) found[name] = `${id} ${description}`;
      return found;
    },

    async stop() {
      await Promise.all([emulator.close(), issuer.stop(), ...gateways.map((gateway) => gateway.close())]);
    },
  };
}

/** A world for the tests of a file, each of which finds it as `begin` leaves it; to be used in tests and hooks only. */
export function useWorld(): World {
  const world = sharedByTests(startWorld);
  beforeEach(() => world.begin());
  return world;
}
