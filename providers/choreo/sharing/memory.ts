import { Mutex } from "async-mutex";
import type { ApiObject } from "../api/types.ts";
import type { ControlPlane } from "../controlPlane.ts";

/** Turns the API object into what it shall be; undefined: it is so already. */
export type Edit = (api: ApiObject) => ApiObject | undefined | Promise<ApiObject | undefined>;

/** A write of ours that others may overwrite unknowingly: the server keeps the last PUT and knows no ETag. */
export interface Write {
  edit: Edit;
  /** When its answer came; milliseconds since 1970. */
  at: number;
  /** How long reading and writing took: the span in which others cannot have seen this write. */
  took: number;
}

/** What the steps of one run tell each other about an API. */
export interface ApiMemory {
  /** One writer at a time. */
  readonly mutex: Mutex;
  write?: Write | undefined;
  /** Milliseconds of the quickest read so far. */
  fastestRead: number;
  /** Other stacks have been seen at the API in this run. */
  isShared: boolean;
  /** The API as the step before this one saw it. */
  seen?: { api: ApiObject; at: number } | undefined;
  /**
   * What a destroy has given back so far: the lifecycle goes first, then the deployment, then the permissions. If another stack
   * joined in between, the last step puts the first two right again.
   */
  unpublished: boolean;
  undeployed: boolean;
}

const memories = new WeakMap<ControlPlane, Map<string, ApiMemory>>();

export function memoryOf(control: ControlPlane, apiId: string): ApiMemory {
  const apis = memories.get(control) ?? new Map<string, ApiMemory>();
  memories.set(control, apis);
  const memory = apis.get(apiId) ?? {
    mutex: new Mutex(),
    fastestRead: Number.POSITIVE_INFINITY,
    isShared: false,
    unpublished: false,
    undeployed: false,
  };
  apis.set(apiId, memory);
  return memory;
}
