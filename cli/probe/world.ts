import { Semaphore } from "async-mutex";
import type { GraphClient } from "../../graph/client.ts";
import { isByStack } from "../../providers/choreo/api/stackRevisions.ts";
import type { ApiObject, ApiSummary, Revision } from "../../providers/choreo/api/types.ts";
import type { Identity } from "../../providers/choreo/auth/credential.ts";
import type { Call } from "../../providers/choreo/client/call.ts";
import type { KeyManager } from "../../providers/choreo/lookups/keyManagers.ts";
import { ChoreoError, type ControlPlane } from "../../providers/choreo/reads.ts";
import { remembered } from "../doctor/reader.ts";
import { OWN } from "../survey/identityProvider.ts";

/** An answer of the control plane, whatever it says. */
export type Asked<T> =
  | { ok: true; body: T }
  | { ok: false; status: number | undefined; code: number | undefined };

/** An API of the organisation with its revisions. */
export interface Sampled {
  api: ApiObject;
  revisions: Revision[];
}

export interface ChoreoSide {
  control: ControlPlane;
  identity: Identity;
  /** Asks once, and says no by its result. */
  ask<T>(call: Pick<Call, "api" | "path"> & Partial<Call>): Promise<Asked<T>>;
  /** Some APIs of the organisation, those that stacks of this program have changed first. */
  sample(): Promise<Sampled[]>;
  /** The identity provider that is meant: the one that is named, else the only external one. */
  identityProvider(): Promise<KeyManager | undefined>;
  clock: Clock;
}

export interface EntraSide {
  graph: GraphClient;
  /** Application permissions; none: a person, or a token that does not say. */
  permissions: ReadonlySet<string>;
  clock: Clock;
}

/** Time, which tests make themselves. */
export interface Clock {
  /** Milliseconds since some moment, never going back. */
  now(): number;
  /** Milliseconds since 1970. */
  date(): number;
  pause(ms: number): Promise<unknown>;
}

/** APIs that are looked at: enough to see a habit, and a few dozen calls. */
const SAMPLE = 12;
const AT_A_TIME = 6;

export async function choreoSide(
  control: ControlPlane,
  { identityProvider, clock }: { identityProvider: string | undefined; clock: Clock },
): Promise<ChoreoSide> {
  const places = new Semaphore(AT_A_TIME);
  const ask: ChoreoSide["ask"] = <T>(call: Pick<Call, "api" | "path"> & Partial<Call>) =>
    places.runExclusive(async (): Promise<Asked<T>> => {
      try {
        const client = control.client();
        return {
          ok: true,
          body: await client.send<T>({
            method: "GET",
            what: "Probe",
            scopes: [],
            optional: call.api === "admin",
            ...call,
          }),
        };
      } catch (error) {
        if (error instanceof ChoreoError && error.status)
          return { ok: false, status: error.status, code: error.code };
        throw error;
      }
    });
  const list = async <T>(call: Parameters<typeof ask>[0]) => {
    const answer = await ask<{ list?: T[] }>(call);
    return answer.ok ? (answer.body.list ?? []) : [];
  };
  const once = <T>(make: () => Promise<T>) => {
    const get = remembered(() => make());
    return () => get("");
  };
  return {
    control,
    identity: await control.identity(),
    ask,
    clock,
    sample: once(async () => {
      const all = await list<ApiSummary & Pick<ApiObject, "additionalProperties">>({
        api: "publisher",
        path: "/apis",
        query: { limit: 100 },
      });
      const isOurs = (api: (typeof all)[number]) =>
        api.additionalProperties?.some(({ name }) => name.startsWith("pulumi_")) ? 0 : 1;
      const chosen = all.toSorted((a, b) => isOurs(a) - isOurs(b)).slice(0, SAMPLE);
      const sampled = await Promise.all(
        chosen.map(async ({ id }) => {
          const path = `/apis/${encodeURIComponent(id)}`;
          const [api, revisions] = await Promise.all([
            ask<ApiObject>({ api: "publisher", path }),
            list<Revision>({ api: "publisher", path: `${path}/revisions` }),
          ]);
          return api.ok ? [{ api: api.body, revisions }] : [];
        }),
      );
      return sampled.flat();
    }),
    identityProvider: once(async () => {
      const all = await list<KeyManager>({ api: "devportal", path: "/key-managers" });
      if (identityProvider) return all.find(({ id, name }) => [id, name].includes(identityProvider));
      const [only, another] = all.filter(({ name, enabled }) => !OWN.test(name) && enabled !== false);
      return another ? undefined : only;
    }),
  };
}

/** Revisions that run at a gateway, or hold a place there. */
export const deployed = ({ revisions }: Sampled): Revision[] =>
  revisions.filter(({ deploymentInfo }) => (deploymentInfo ?? []).length > 0);

/** Made by somebody else than stacks of this program: the Console, a component's deployment. */
export const isByOthers = (revision: Revision): boolean => !isByStack(revision);
