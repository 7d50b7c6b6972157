import { at, type ControlPlaneArgs, controlPlaneProblems, isElsewhere } from "../settings.ts";
import type { CheckResult } from "./check.ts";
import type { DiffResult } from "./diff.ts";
import { sameValue, type Values } from "./values.ts";
import type { ProviderConfig, ReadResult } from "./withOperations.ts";

/** What the engine calls of a resource type. */
export interface Handlers {
  check(config: unknown, olds: Values, news: Values): CheckResult;
  diff(config: unknown, id: string, olds: Values, news: Values): DiffResult;
  create(config: ProviderConfig | undefined, inputs: Values): Promise<{ id: string; outs: Values }>;
  read(config: ProviderConfig | undefined, id: string, outs: Values): Promise<ReadResult>;
  update(
    config: ProviderConfig | undefined,
    id: string,
    olds: Values,
    news: Values,
  ): Promise<{ outs: Values }>;
  remove(config: ProviderConfig | undefined, id: string, outs: Values): Promise<void>;
}

/**
 * Handlers of resources that may say by an argument which control plane they are in. It is kept beside what the resource type itself
 * keeps, so that `refresh` and `destroy`, which see the state alone, go where the resource is.
 */
export function placed(handlers: Handlers): Handlers {
  return {
    check: (config, { controlPlane: _, ...olds }, { controlPlane, ...news }) => {
      const { inputs, failures } = handlers.check(config, olds, news);
      if (controlPlane === undefined || controlPlane === null) return { inputs, failures };
      const problems = typeof controlPlane === "object" ? controlPlaneProblems(controlPlane) : [];
      return {
        inputs: { ...inputs, controlPlane },
        failures: [
          ...failures,
          ...problems.map(({ key, message }) => ({ property: `controlPlane.${key}`, reason: message })),
        ],
      };
    },
    diff: (config, id, olds, news) => {
      const result = handlers.diff(config, id, olds, news);
      if (sameValue(olds.controlPlane, news.controlPlane)) return result;
      const [before, after] = [argument(olds), argument(news)];
      return isElsewhere(config as ProviderConfig | undefined, before, after)
        ? { ...result, changes: true, replaces: [...result.replaces, "controlPlane"] }
        : { ...result, changes: true };
    },
    create: async (config, { controlPlane, ...inputs }) => {
      const { id, outs } = await keeping(
        controlPlane,
        handlers.create(at(config, argument({ controlPlane })), inputs),
      );
      return { id, outs: withPlace(outs, controlPlane) };
    },
    read: async (config, id, { controlPlane, ...outs }) => {
      const found = await handlers.read(at(config, argument({ controlPlane })), id, outs);
      if (found.id === undefined) return found;
      return {
        id: found.id,
        props: withPlace(found.props, controlPlane),
        inputs: withPlace(found.inputs, controlPlane),
      };
    },
    update: async (config, id, { controlPlane: before, ...olds }, { controlPlane, ...news }) => {
      // Another address of the same control plane: nothing of the object itself.
      const isMoved = !sameValue(before, controlPlane) && !handlers.diff(config, id, olds, news).changes;
      if (isMoved) return { outs: withPlace(olds, controlPlane) };
      const place = at(config, argument({ controlPlane }));
      const { outs } = await keeping(controlPlane, handlers.update(place, id, olds, news));
      return { outs: withPlace(outs, controlPlane) };
    },
    remove: (config, id, { controlPlane, ...outs }) =>
      handlers.remove(at(config, argument({ controlPlane })), id, outs),
  };
}

function argument({ controlPlane }: Values): ControlPlaneArgs | undefined {
  return typeof controlPlane === "object" && controlPlane !== null ? controlPlane : undefined;
}

function withPlace(values: Values, controlPlane: unknown): Values {
  return controlPlane === undefined ? values : { ...values, controlPlane };
}

/** What ends half-way leaves properties in the state, too. */
async function keeping<T>(controlPlane: unknown, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const properties = error instanceof Error && "properties" in error && error.properties;
    if (controlPlane !== undefined && properties) Object.assign(properties, { controlPlane });
    throw error;
  }
}
