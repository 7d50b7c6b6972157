import { enableCompileCache, flushCompileCache } from "node:module";
import { join, sep } from "node:path";
import type { Handlers } from "./resource/placed.ts";
import type { ResourceType } from "./resource/providerText.ts";

// The engine starts this process anew for each run, and compiling TypeScript and axios is most of what it does until its first
// call. In the checkout, not in its `node_modules`, which several checkouts may share; as a package, where Node.js keeps it by default.
// Where it cannot be written, Node.js does without.
const isPackage = import.meta.dirname.split(sep).includes("node_modules");
enableCompileCache(isPackage ? undefined : join(import.meta.dirname, "..", "..", ".sandbox", "compiled"));

type Methods = Record<keyof Handlers, (config: unknown, ...args: unknown[]) => unknown>;

/** Methods that have answered, whose code is loaded and so can be kept. */
const answered = new Set<string>();

/**
 * The dynamic provider of a resource type, as the SDK wants it. What the state holds is only the call of this function
 * (docs/decisions/provider-text.md).
 *
 * `configure` keeps the configuration synchronously: the SDK hands out a provider before it has awaited `configure`.
 */
export function provider(type: ResourceType) {
  let config: unknown;
  let loaded: Promise<Methods> | undefined;
  const call =
    (method: keyof Handlers) =>
    async (...args: unknown[]): Promise<unknown> => {
      // Asking Node.js for it each time would cost more than `check` and `diff` do.
      loaded ??= load(type);
      const handlers = await loaded;
      try {
        return await handlers[method](config, ...args);
      } finally {
        keepCompiled(method);
      }
    };
  return {
    configure: (request: { config: unknown }): void => {
      config = request.config;
    },
    check: call("check"),
    diff: call("diff"),
    create: call("create"),
    read: call("read"),
    update: call("update"),
    delete: call("remove"),
  };
}

async function load(type: ResourceType): Promise<Methods> {
  const [handlers, { placed }] = await Promise.all([
    import(`./${type}/handlers.ts`) as Promise<Handlers>,
    import("./resource/placed.ts"),
  ]);
  return placed(handlers) as Methods;
}

/** The engine kills this process, so Node.js does not come to write the cache at its end. After the answer, which need not wait. */
function keepCompiled(method: string): void {
  if (answered.has(method)) return;
  answered.add(method);
  setImmediate(flushCompileCache);
}
