import type { ControlPlane } from "../controlPlane.ts";
import type { ControlPlaneArgs } from "../settings.ts";
import { defined, type Values } from "./values.ts";

/** The configuration object that the SDK gives a dynamic provider. */
export interface ProviderConfig {
  get(key: string): string | undefined;
  readonly projectName?: string;
  /** Where the resource says itself which control plane it is in. */
  readonly choreo?: ControlPlaneArgs;
}

/** What one resource type does against the control plane. */
export interface Operations {
  create(control: ControlPlane, inputs: Values): Promise<{ id: string; outs: Values }>;
  /** An id of undefined says that the object is gone. */
  read(control: ControlPlane, id: string, outs: Values): Promise<ReadResult>;
  update(control: ControlPlane, id: string, olds: Values, news: Values): Promise<{ outs: Values }>;
  remove(control: ControlPlane, id: string, outs: Values): Promise<void>;
}

export type ReadResult =
  | { id: string; props: Values; inputs: Values }
  | { id?: undefined; props?: undefined };

/** Returned by `read` for an object that is gone: the engine takes the resource out of the state. */
export const GONE: ReadResult = {};

const controlPlanes = new Map<string, Promise<ControlPlane>>();

/**
 * The calls of a handler that need the network. Their code loads when the first one runs, so that previews, which only check and
 * compare, start as fast as a provider that does nothing.
 *
 * @example
 * export const { create, read, update, remove } = withOperations(() => import("../Application/operations.ts"));
 */
export function withOperations(load: () => Promise<Operations>) {
  return {
    create: async (config: ProviderConfig | undefined, inputs: Values) => {
      const { id, outs } = await (await load()).create(await connect(config), inputs);
      return { id, outs: defined(outs) };
    },
    read: async (config: ProviderConfig | undefined, id: string, outs: Values): Promise<ReadResult> => {
      const found = await (await load()).read(await connect(config), id, outs);
      if (found.id === undefined) return GONE;
      return { id: found.id, props: defined(found.props), inputs: defined(found.inputs) };
    },
    update: async (config: ProviderConfig | undefined, id: string, olds: Values, news: Values) => {
      const { outs } = await (await load()).update(await connect(config), id, olds, news);
      return { outs: defined(outs) };
    },
    remove: async (config: ProviderConfig | undefined, id: string, outs: Values) =>
      (await load()).remove(await connect(config), id, outs),
  };
}

/** One control plane, and so one token, for all resource types of a run: each is configured on its own, all alike. */
function connect(config: ProviderConfig | undefined): Promise<ControlPlane> {
  const { credentials = "choreoCredentials" } = config?.choreo ?? {};
  const isArgument = config?.choreo !== undefined;
  const key = JSON.stringify([isArgument, config?.get("choreo"), config?.get(credentials)]);
  let control = controlPlanes.get(key);
  if (!control) {
    control = import("../controlPlane.ts").then(({ controlPlane }) => controlPlane(config));
    controlPlanes.set(key, control);
    control.catch(() => controlPlanes.delete(key));
  }
  return control;
}
