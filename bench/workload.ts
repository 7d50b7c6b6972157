/**
 * The same N resources for every contestant: nine parts applications, keys and subscriptions in equal shares, one part the
 * permissions of APIs. Plain data, so that each form (dynamic resources, plain HTTP) reads it in its own way.
 */

/** How many operations each API of the workload has. */
export const OPERATIONS_PER_API = 10;

export interface Workload {
  apis: { name: string; scopes: string[]; operations: Record<string, string[]> }[];
  applications: { name: string; description: string; api: number; consumerKey: string }[];
}

/**
 * @param resources how many Pulumi resources in all; a multiple of 10
 * @param revision raising it changes the description of the first application, and nothing else
 */
export function workload(resources: number, revision = 0): Workload {
  const apis = Array.from({ length: resources / 10 }, (_, index) => {
    const name = apiName(index);
    const scopes = [`${name}_read`, `${name}_write`];
    return { name, scopes, operations: operationsOf(scopes) };
  });
  const applications = Array.from({ length: (resources * 3) / 10 }, (_, index) => ({
    name: `bench-application-${index}`,
    description: index === 0 ? `Revision ${revision}` : "Made by the benchmark",
    api: index % apis.length,
    consumerKey: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  }));
  return { apis, applications };
}

/** Name of the API that the sandbox holds for place `index`. */
export const apiName = (index: number): string => `bench${index}`;

/** Names of the operations of every API in the workload. */
export const operationNames: string[] = Array.from({ length: OPERATIONS_PER_API / 2 }, (_, index) => [
  `GET /things${index}`,
  `POST /things${index}`,
]).flat();

function operationsOf([read, write]: string[]): Record<string, string[]> {
  return Object.fromEntries(
    operationNames.map((name) => [name, [(name.startsWith("GET") ? read : write) as string]]),
  );
}
