import type { GraphClient } from "./client.ts";

/** What is read of an app registration (learn.microsoft.com/graph/api/resources/application). */
export interface Application {
  id: string;
  appId: string;
  displayName: string;
  tags?: string[];
  identifierUris?: string[];
  appRoles?: { id: string; value: string }[];
  passwordCredentials?: { keyId: string; displayName?: string | null }[];
  api?: { preAuthorizedApplications?: { appId: string }[] };
}

/**
 * All applications that bear a tag, whatever their names: the azuread provider gives a new one another name for a moment, so that the
 * name of one that was left behind by a killed run says nothing.
 */
export async function taggedApplications(
  graph: Pick<GraphClient, "list">,
  tag: string,
): Promise<Application[]> {
  const filter = `tags/any(t:t eq '${tag.replaceAll("'", "''")}')`;
  return (await graph.list<Application>(`/v1.0/applications?$filter=${encodeURIComponent(filter)}`)) ?? [];
}
