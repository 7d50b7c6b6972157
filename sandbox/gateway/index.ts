import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import type { ControlPlane } from "../choreo/control-plane.ts";
import { type RunningEmulator, startEmulator } from "../kit/emulator.ts";
import type { TlsMaterial } from "../kit/tls.ts";
import { choreo as seed } from "../seed.ts";
import { type ErrorStyle, GatewayError, refused } from "./errors.ts";
import { forward } from "./forward.ts";
import { KeySets } from "./key-sets.ts";
import { findResource } from "./resource.ts";
import { findConsumer } from "./subscription.ts";
import { Throttle } from "./throttle.ts";
import { checkToken } from "./token.ts";

export interface GatewayOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** HTTPS when given; its CA is trusted when key sets are fetched. */
  tls?: TlsMaterial | undefined;
  controlPlane: ControlPlane;
  /** Base URL of the service behind the gateway, whatever an API's endpoint configuration says. */
  backendUrl: string;
  /** Gateway environment that is served. Default: that of the seed. */
  environment?: string;
  /** Default `choreo-connect`. `POST /_sandbox/gateway/error-style` changes it. */
  errorStyle?: ErrorStyle;
  /** Requests per minute of throttling policies, instead of what their names promise. */
  quotas?: Readonly<Record<string, number>>;
}

export interface RunningGateway extends RunningEmulator {
  setErrorStyle(style: ErrorStyle): void;
}

const styleSchema = z.strictObject({ errorStyle: z.enum(["choreo-connect", "synapse"]) });

/**
 * Starts the gateway: `<url>/<context>/<version>/<resource>`. It serves what is *deployed*, to whoever is *mapped* and
 * *subscribed*, and checks in the order of Choreo Connect's enforcer (DefaultKeyValidationHandler.java, JWTValidatorImpl.java).
 *
 * @example
 * const gateway = await startGateway({ tls, controlPlane: choreo.controlPlane, backendUrl: books.url });
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { controlPlane, backendUrl, environment = seed.gatewayEnvironment } = options;
  let errorStyle = options.errorStyle ?? "choreo-connect";
  const keySets = new KeySets(options.tls?.ca);
  const throttle = new Throttle(options.quotas);
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.post("/_sandbox/gateway/error-style", async (c) => {
    const parsed = styleSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: z.prettifyError(parsed.error) }, 400);
    errorStyle = parsed.data.errorStyle;
    return c.body(null, 204);
  });
  app.all("*", async (c) => {
    const request = c.req.raw;
    try {
      return await forward(request, backendUrl, await check(request));
    } catch (error) {
      if (error instanceof GatewayError) return error.response(errorStyle);
      throw error;
    }
  });

  /** The rows of the table of checks, in their order; returns the path at the backend. */
  async function check(request: Request): Promise<string> {
    const view = controlPlane.gatewayView();
    const deployed = view.deployedApis.filter((api) => api.environment === environment);
    const resource = findResource(deployed, new URL(request.url).pathname);
    if (!resource || resource.operations.length === 0) throw refused.unknownResource(errorStyle);
    const operation = resource.operations.find(({ verb }) => verb === request.method);
    if (!operation) throw refused.methodNotAllowed(errorStyle);
    const { api, path } = resource;
    if (api.lifeCycleStatus === "BLOCKED") throw refused.blocked();
    if (operation.authType === "None") return path;

    const credentials = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    if (!credentials) throw refused.missingCredentials();
    const token = await checkToken(credentials, api, view, keySets);
    const consumer = findConsumer(token, api, view);
    const opened =
      operation.scopes.length === 0 || operation.scopes.some((scope) => token.scopes.includes(scope));
    if (!opened) throw refused.scopeMissing(path);
    const { keyType } = consumer.mapping;
    if (!api.keyTypes.includes(keyType)) throw refused.noEndpointFor(keyType);
    throttle.count(consumer);
    return path;
  }

  const running = await startEmulator(
    {
      name: "Gateway",
      app,
      state: () => ({ environment, errorStyle }),
      reset: () => {
        throttle.clear();
        keySets.clear();
        errorStyle = options.errorStyle ?? "choreo-connect";
      },
    },
    options,
  );
  return {
    ...running,
    setErrorStyle: (style) => {
      errorStyle = style;
    },
  };
}
