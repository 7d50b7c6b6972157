import type { StackOutputs } from "../cli/shared/stack.ts";
import type { Rest } from "../sandbox/kit/rest.ts";

type Api = StackOutputs["apis"][string];
export type Graph = Pick<Rest, "get" | "post" | "patch">;
export type Publisher = Pick<Rest, "get" | "put">;

/** In the Azure portal: "Assignment required?" of the API's enterprise application to No. Lets in the whole tenant. */
export async function switchOffAssignment(graph: Graph, { azure }: Api): Promise<void> {
  await graph.patch(`/servicePrincipals/${azure.servicePrincipalObjectId}`, {
    appRoleAssignmentRequired: false,
  });
}

/** In the Choreo console: takes the permissions away from an operation. Opens it to every token. */
export async function unscopeOperation(publisher: Publisher, { choreo }: Api, name: string): Promise<void> {
  const path = `/apis/${choreo.apiId}`;
  const api: { operations: Operation[] } = await publisher.get(path);
  const operations = api.operations.map((operation) =>
    `${operation.verb} ${operation.target}` === name ? { ...operation, scopes: [] } : operation,
  );
  await publisher.put(path, { ...api, operations });
}

interface Operation {
  verb: string;
  target: string;
  scopes: string[];
}

/**
 * In the Azure portal: removes the older of a client's two secrets.
 *
 * @returns its description; undefined where there is one secret
 */
export async function removeOldSecret(graph: Graph, clientId: string): Promise<string | undefined> {
  const { value } = await graph.get(`/applications?$filter=appId eq '${clientId}'`);
  const [{ id, passwordCredentials }] = value as [{ id: string; passwordCredentials: Secret[] }];
  const [older, newer] = passwordCredentials.toSorted((a, b) =>
    a.startDateTime.localeCompare(b.startDateTime),
  );
  if (!older || !newer) return undefined;
  await graph.post(`/applications/${id}/removePassword`, { keyId: older.keyId });
  return older.displayName;
}

interface Secret {
  keyId: string;
  displayName: string;
  startDateTime: string;
}
