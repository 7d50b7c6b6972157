import { sharedReads } from "../reads/sharedReads.ts";
import { oneOf } from "./check.ts";
import type { Values } from "./values.ts";
import { GONE, type Operations } from "./withOperations.ts";

/** What is different about a resource as a record. */
interface RecordOf {
  /** Inputs out of inputs or outputs. */
  inputsOf(values: Values): Values;
  /** Default: it is as it was recorded, as long as the API is there. */
  read?: Operations["read"];
  /** What Choreo owns from now on was ours. Default: nothing is to be done in Choreo. */
  handOver?(...args: Parameters<Operations["remove"]>): Promise<void>;
}

/** Who owns an API's permissions: `choreo`, or, where it is left out, whoever declares the resource. */
export const owner = (value: unknown): string | undefined =>
  value === undefined ? undefined : oneOf("choreo")(value);

/** Whether the permissions live in Choreo: then the resources of the API are a record of them, and nothing is written into the API. */
export function isOwnedByChoreo(values: Values): boolean {
  return values.owner === "choreo";
}

/**
 * Operations of a resource of an API that is no more than a record where Choreo owns the permissions. So a change of owner is an update
 * of each resource, which knows by its own state and inputs what to do, whichever of them a run came to.
 */
export function recordWhereOwned(operations: Operations, record: RecordOf): Operations {
  const { inputsOf, read, handOver } = record;
  return {
    create: async (control, inputs) =>
      isOwnedByChoreo(inputs)
        ? { id: String(inputs.apiId), outs: inputsOf(inputs) }
        : operations.create(control, inputs),
    read: async (control, id, outs) => {
      if (!isOwnedByChoreo(outs)) return operations.read(control, id, outs);
      if (!(await sharedReads(control).api(id))) return GONE;
      return read ? read(control, id, outs) : { id, props: inputsOf(outs), inputs: inputsOf(outs) };
    },
    update: async (control, id, olds, news) => {
      const wasChoreos = isOwnedByChoreo(olds);
      if (isOwnedByChoreo(news)) {
        if (!wasChoreos) await handOver?.(control, id, olds);
        return { outs: inputsOf(news) };
      }
      // What Choreo had is not ours: it is made as if it had never been.
      return wasChoreos
        ? { outs: (await operations.create(control, news)).outs }
        : operations.update(control, id, olds, news);
    },
    remove: async (control, id, outs) => {
      if (!isOwnedByChoreo(outs)) await operations.remove(control, id, outs);
    },
  };
}
