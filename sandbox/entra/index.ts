import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { type ListenOptions, type RunningEmulator, startEmulator } from "../kit/emulator.ts";
import { type ExchangeListener, Exchanges } from "../kit/exchanges.ts";
import { entra as seed } from "../seed.ts";
import { Clock } from "./clock.ts";
import { defaultSwitches, type EntraContext, type Switches } from "./context.ts";
import { Consistency, type Lag } from "./graph/consistency.ts";
import { graph } from "./graph/router.ts";
import { handles } from "./handles.ts";
import { Directory } from "./store/directory.ts";
import { addGuest } from "./store/guests.ts";
import { fillFromSeed } from "./store/seed.ts";
import type { User } from "./store/types.ts";
import { directoryState } from "./store/view.ts";
import { SigningKeys } from "./sts/keys.ts";
import { sts } from "./sts/router.ts";
import { Sessions } from "./sts/sessions.ts";
import { issuerV1, issuerV2 } from "./sts/tenants.ts";

export interface EntraOptions extends ListenOptions {
  /** Milliseconds since the epoch; the machine's clock by default. */
  clock?: () => number;
  /** How Graph lags from the start and after each reset. Default: not at all. */
  lag?: Lag;
}

export interface RunningEntra extends RunningEmulator {
  tenantId: string;
  /** `iss` of v1 and v2 tokens. */
  issuers: { v1: string; v2: string };
  /** What `GET /_sandbox/state` answers. */
  state(): Record<string, unknown>;
  reset(): void;
  setLag(lag: Lag): void;
  /** Lets everything that lags become visible now. */
  propagate(): void;
  setSwitches(switches: Partial<Switches>): void;
  /** Shows every exchange of Graph; returns the function that stops it. */
  onExchange(listener: ExchangeListener): () => void;
  /** A guest of another organisation; its user object. */
  addGuest(guest: { mail: string; displayName?: string }): User;
  advanceClock(seconds: number): void;
  rotateKeys(keepOld?: boolean): Promise<string>;
}

/**
 * Starts the emulator of Microsoft Entra ID and Microsoft Graph, filled from the sandbox's seed. One server is both: the
 * sign-in service under `/{tenant}/…`, Graph under `/v1.0` and `/beta`.
 *
 * @example
 * ```ts
 * const entra = await startEntra({ tls: await localTls(".sandbox/tls") });
 * process.env.ARM_METADATA_HOSTNAME = `localhost:${entra.port}`;
 * ```
 */
export async function startEntra({
  clock: source,
  lag = {},
  ...listen
}: EntraOptions = {}): Promise<RunningEntra> {
  let url = "";
  const clock = new Clock(source);
  const entra: EntraContext = {
    tenantId: seed.tenantId,
    domain: seed.domain,
    domains: [seed.domain, seed.initialDomain],
    url: () => url,
    directory: new Directory(),
    clock,
    keys: await SigningKeys.create(),
    sessions: new Sessions(clock),
    consistency: new Consistency(),
    switches: defaultSwitches(),
  };
  fillFromSeed(entra.directory);
  entra.consistency.configure(lag);

  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route("/_sandbox", handles(entra, seed.deployer.servicePrincipalId));
  const exchanges = new Exchanges();
  for (const version of ["/v1.0", "/beta"]) {
    app.use(`${version}/*`, exchanges.middleware);
    app.route(
      version,
      graph(entra, (request) => app.fetch(request)),
    );
  }
  app.route("/", sts(entra));

  const state = () => directoryState(entra.directory);
  const reset = () => {
    fillFromSeed(entra.directory);
    entra.sessions.clear();
    entra.keys.verified.clear();
    entra.consistency.configure(lag);
    Object.assign(entra.switches, defaultSwitches());
    clock.reset();
  };
  const running = await startEmulator({ name: "Microsoft Entra ID", app, state, reset }, listen);
  url = running.url;
  return {
    ...running,
    tenantId: entra.tenantId,
    issuers: { v1: issuerV1(entra), v2: issuerV2(entra) },
    state,
    reset,
    setLag: (lag) => entra.consistency.configure(lag),
    propagate: () => entra.consistency.propagate(),
    setSwitches: (switches) => void Object.assign(entra.switches, switches),
    onExchange: (listener) => exchanges.listen(listener),
    addGuest: (guest) => addGuest(entra, guest),
    advanceClock: (seconds) => clock.advance(seconds),
    rotateKeys: (keepOld) => entra.keys.rotate(keepOld),
    close: async () => {
      await running.close();
      entra.keys.close();
    },
  };
}
