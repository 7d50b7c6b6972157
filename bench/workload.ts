/**
 * The same N resources for every contestant: the permissions of several APIs, the rest applications with a key and a subscription
 * each. Plain data, so that each form (dynamic resources, plain HTTP) reads it in its own way.
 */

/** One API to ten resources, and at most about so many: a stack with hundreds of clients still uses a handful of APIs. */
const MOST_APIS = 10;

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
  const count = counts(resources);
  const apis = Array.from({ length: count.apis }, (_, index) => {
    const name = apiName(index);
    const scopes = [`${name}_read`, `${name}_write`];
    return { name, scopes, operations: operationsOf(scopes) };
  });
  const applications = Array.from({ length: count.applications }, (_, index) => ({
    name: `bench-application-${index}`,
    description: index === 0 ? `Revision ${revision}` : "Made by the benchmark",
    api: index % apis.length,
    consumerKey: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
  }));
  return { apis, applications };
}

/** How many APIs and applications make so many resources: one for each API, three for each application. */
export function counts(resources: number): { apis: number; applications: number } {
  const applications = Math.floor((resources - Math.min(resources / 10, MOST_APIS)) / 3);
  return { apis: resources - 3 * applications, applications };
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
