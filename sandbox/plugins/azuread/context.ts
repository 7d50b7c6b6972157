import { Mutex } from "async-mutex";
import { providerConfig } from "./config.ts";
import { type Connection, connect } from "./connection.ts";
import { Graph } from "./graph.ts";

/** What every resource and function of this plugin works with. */
export interface Azure {
  graph: Graph;
  /** Object id of the service principal that runs the deployment. */
  callerId: string;
  clientId: string;
  tenantId: string;
  /** One change of an object at a time: several resources read, change and write back lists of the same application. */
  exclusively<T>(objectId: string, work: () => Promise<T>): Promise<T>;
}

export async function azureContext(config: Record<string, string>, signal: AbortSignal): Promise<Azure> {
  return azureOn(await connect(providerConfig(config), signal));
}

function azureOn(connection: Connection): Azure {
  const locks = new Map<string, Mutex>();
  return {
    graph: new Graph(connection),
    callerId: connection.callerId,
    clientId: connection.clientId,
    tenantId: connection.tenantId,
    exclusively(objectId, work) {
      const lock = locks.get(objectId) ?? new Mutex();
      locks.set(objectId, lock);
      return lock.runExclusive(work);
    },
  };
}
