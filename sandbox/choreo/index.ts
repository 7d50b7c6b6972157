import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { type RunningEmulator, startEmulator } from "../kit/emulator.ts";
import { type ExchangeListener, Exchanges } from "../kit/exchanges.ts";
import type { TlsMaterial } from "../kit/tls.ts";
import { choreo as seed } from "../seed.ts";
import { keyManagerRoutes } from "./admin/key-managers.ts";
import { registerClient } from "./auth/client-registration.ts";
import { tokenEndpoint } from "./auth/token-endpoint.ts";
import { ManagementTokens } from "./auth/tokens.ts";
import { type ComponentDeployment, deployComponent } from "./component-deployment.ts";
import { type ControlPlane, type GatewayView, takeGatewayView } from "./control-plane.ts";
import { createApi, type NewApi } from "./create-api.ts";
import { listed } from "./devportal/apis.ts";
import { devportalRoutes } from "./devportal/index.ts";
import type { Emulation } from "./emulation.ts";
import { mintToken, mountHandles, setSwitches, type TokenWish } from "./handles/handles.ts";
import { mount } from "./http/route.ts";
import {
  changeSwitches,
  defaultSwitches,
  type Flavour,
  type Release,
  type SwitchChanges,
} from "./options.ts";
import { publisherRoutes } from "./publisher/index.ts";
import { Delayed } from "./rules/propagation.ts";
import { seedStore } from "./seed-store.ts";
import { mountServices } from "./services/index.ts";
import { stateOf } from "./state.ts";
import { Store } from "./store/store.ts";

export type { Exchange } from "../kit/exchanges.ts";
export type { ControlPlane, DeployedApi, GatewayView } from "./control-plane.ts";
export type { NewApi } from "./create-api.ts";
export type { Flavour, Release, SwitchChanges } from "./options.ts";

export interface ChoreoOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  tls?: TlsMaterial | undefined;
  /** Where Entra is; goes into the identity providers of the seed. */
  entraUrl: string;
  /** Where the gateway is; asked each time, as it may start later. */
  gatewayUrl: () => string;
  /** Default `choreo`. */
  flavour?: Flavour;
  /** Of API Manager. Default 4.6. */
  release?: Release;
  /** Departures from the flavour's usual behaviour; `POST /_sandbox/reset` comes back to these. */
  switches?: SwitchChanges;
}

export interface RunningChoreo extends RunningEmulator {
  flavour: Flavour;
  release: Release;
  /** Read by gateways in the same process. */
  controlPlane: ControlPlane;
  /** Base URLs, without a trailing slash. */
  urls: {
    publisher: string;
    devportal: string;
    admin: string;
    token: string;
    clientRegistration: string;
    /** Choreo's other services, `https://apis.choreo.dev`; the flavour apim has none there. */
    apis: string;
  };
  setSwitches(changes: SwitchChanges): void;
  /** Lets everything that is delayed become visible now. */
  propagate(): void;
  mintToken(wish?: TokenWish): Promise<string>;
  /** Makes an API behind everybody's back; returns its id. */
  createApi(api: NewApi): string;
  /** Deploys an API's component: its operations and permissions become those of the document. */
  deployComponent(wish: ComponentDeployment): void;
  /** The same as `GET /_sandbox/state`. */
  state(): object;
  /** Shows every exchange of the management APIs; returns the function that stops it. */
  onExchange(listener: ExchangeListener): () => void;
}

type ManagementApi = "publisher" | "devportal" | "admin";

/**
 * Versions in the paths, the usual one first. WSO2's own clients call Choreo's Publisher as v2 while its branch says v3; API
 * Manager 4.0 to 4.6 went from v2 to v4.
 */
const versions: Record<Flavour, Record<ManagementApi, [string, ...string[]]>> = {
  choreo: { publisher: ["v2", "v3"], devportal: ["v2"], admin: ["v2", "v3"] },
  apim: { publisher: ["v4", "v3", "v2"], devportal: ["v3", "v2"], admin: ["v4", "v3", "v2"] },
};

/**
 * Starts the emulated control plane: Publisher, Developer Portal, Admin, token endpoint and client registration.
 *
 * @example
 * const choreo = await startChoreo({ entraUrl: entra.url, gatewayUrl: () => gateway.url });
 * await fetch(`${choreo.urls.publisher}/apis?organizationId=…`, { headers: { authorization: "Bearer …" } });
 */
export async function startChoreo(options: ChoreoOptions): Promise<RunningChoreo> {
  const { entraUrl, gatewayUrl, flavour = "choreo", release = "4.6" } = options;
  const startSwitches = () => changeSwitches(defaultSwitches(flavour), options.switches ?? {});
  let url = "";
  const delay = (name: "gatewayDelayMs" | "searchDelayMs") => () => emulation.switches[name];
  const gatewayView = new Delayed<GatewayView>(() => takeGatewayView(emulation), delay("gatewayDelayMs"));
  const emulation: Emulation = {
    flavour,
    release,
    store: new Store(),
    tokens: new ManagementTokens(() => `${url}/oauth2/token`),
    switches: startSwitches(),
    url: () => url,
    gatewayUrl,
    entraUrl,
    organization: seed.organization,
    organizationId: seed.organizationId,
    searchIndex: new Delayed(() => indexedApis(emulation.store), delay("searchDelayMs")),
    changed: () => {
      gatewayView.changed();
      emulation.searchIndex.changed();
    },
  };
  const propagate = () => {
    gatewayView.propagate();
    emulation.searchIndex.propagate();
  };
  const reseed = () => {
    emulation.switches = startSwitches();
    emulation.store.clear();
    seedStore(emulation);
    propagate();
  };

  const exchanges = new Exchanges();
  const app = new Hono<{ Bindings: HttpBindings }>();
  mountHandles(app, emulation, propagate);
  app.use("*", exchanges.middleware);
  app.post("/oauth2/token", (c) => tokenEndpoint(emulation, c.req.raw));
  app.get("/oauth2/jwks", async (c) => c.json(await emulation.tokens.jwks()));
  app.post("/client-registration/v0.17/register", (c) => registerClient(emulation, c.req.raw));
  if (flavour === "choreo") mountServices(app, emulation);
  const base = (name: ManagementApi) => `/api/am/${name}/${versions[flavour][name][0]}`;
  const routes = { publisher: publisherRoutes, devportal: devportalRoutes, admin: keyManagerRoutes };
  for (const name of ["publisher", "devportal", "admin"] as const) {
    for (const version of versions[flavour][name]) {
      mount(app, { name, version }, routes[name], emulation);
    }
  }
  app.notFound((c) => c.body(null, 404));

  const name = flavour === "choreo" ? "Choreo control plane" : "WSO2 API Manager";
  const state = () => stateOf(emulation);
  const running = await startEmulator({ name, app, state, reset: reseed }, options);
  url = running.url;
  reseed();
  return {
    ...running,
    flavour,
    release,
    controlPlane: { gatewayView: () => gatewayView.view },
    urls: {
      publisher: url + base("publisher"),
      devportal: url + base("devportal"),
      admin: url + base("admin"),
      token: `${url}/oauth2/token`,
      clientRegistration: `${url}/client-registration/v0.17/register`,
      apis: url,
    },
    setSwitches: (changes) => setSwitches(emulation, changes, propagate),
    propagate,
    mintToken: (wish) => mintToken(emulation, wish),
    createApi: (api) => createApi(emulation, api).id,
    deployComponent: (wish) => deployComponent(emulation, wish),
    state,
    onExchange: (listener) => exchanges.listen(listener),
    close: async () => {
      await running.close();
      emulation.tokens.close();
    },
  };
}

function indexedApis(store: Store): ReadonlySet<string> {
  return new Set(
    [...store.apis.values()].filter((api) => listed.has(api.lifeCycleStatus)).map(({ id }) => id),
  );
}
