import type { GraphClient } from "../../../graph/client.ts";
import type { AppRoleAssignment } from "../../doctor/graph-objects.ts";
import { Forbidden } from "../../doctor/reader.ts";
import type { Gap, Gaps } from "../gaps.ts";
import type { Progress } from "../progress.ts";
import type { Registration } from "../sides.ts";

export interface Owner {
  "@odata.type"?: string;
  id: string;
  displayName?: string | null;
  userPrincipalName?: string | null;
}

export interface FederatedCredential {
  id: string;
  name: string;
}

/** What hangs on the registrations of a chain. What these credentials may not see is undefined. */
export interface Details {
  /** By the service principal's object id. */
  assignments: ReadonlyMap<string, AppRoleAssignment[] | undefined>;
  /** By object id of registration or service principal. */
  owners: ReadonlyMap<string, Owner[] | undefined>;
  /** By the registration's object id. */
  federated: ReadonlyMap<string, FederatedCredential[] | undefined>;
  /** User principal names by object id; of guests, whose principal name nobody knows, their e-mail addresses. */
  users: ReadonlyMap<string, string>;
}

const needs = "the Graph permission Application.Read.All";

/** Assignments, owners, federated credentials and people's names, in Graph's batches: about one call for seven registrations. */
export async function readDetails(
  graph: Pick<GraphClient, "getEach">,
  webApis: readonly Registration[],
  clients: readonly Registration[],
  gaps: Gaps,
  progress: Progress,
): Promise<Details> {
  const each = async <T>(paths: [id: string, path: string][], gap: Gap) => {
    const answers = await graph.getEach<T>(paths.map(([, path]) => path));
    return new Map(
      answers.map((answer, index): [string, T | undefined] => {
        if (answer instanceof Forbidden) gaps.add(gap);
        else if (answer instanceof Error) throw answer;
        return [paths[index]?.[0] ?? "", answer instanceof Error ? undefined : answer];
      }),
    );
  };
  const principals = (some: readonly Registration[]) => [
    ...new Set(some.flatMap(({ principal }) => principal?.id ?? [])),
  ];
  const objects = (some: readonly Registration[]) => [
    ...new Set(some.map(({ application }) => application.id)),
  ];
  const all = [...webApis, ...clients];
  const read = progress.of("registrations", all.length);

  const assignments = await each<AppRoleAssignment[]>(
    principals(webApis).map((id) => [id, `/servicePrincipals/${id}/appRoleAssignedTo`]),
    { what: "assignments", needs, therefore: "who may sign in to an API is not told" },
  );
  const owners = await each<Owner[]>(
    [
      ...objects(all).map((id): [string, string] => [id, `/applications/${id}/owners`]),
      ...principals(all).map((id): [string, string] => [id, `/servicePrincipals/${id}/owners`]),
    ],
    { what: "owners", needs, therefore: "who can make secrets is not told" },
  );
  const federated = await each<FederatedCredential[]>(
    objects(clients).map((id) => [id, `/applications/${id}/federatedIdentityCredentials`]),
    {
      what: "federated credentials",
      needs,
      therefore: "clients that sign in by one look as if they could not",
    },
  );
  for (const _ of all) read();
  const people = new Set(
    [...assignments.values()]
      .flatMap((some) => some ?? [])
      .filter(({ principalType }) => principalType === "User")
      .map(({ principalId }) => principalId),
  );
  const users = await each<{ userPrincipalName?: string; mail?: string | null }>(
    [...people].map((id) => [id, `/users/${id}?$select=id,userPrincipalName,mail`]),
    {
      what: "user principal names",
      needs: "the Graph permission User.ReadBasic.All",
      therefore: "people go by their display names",
    },
  );
  return {
    assignments,
    owners,
    federated,
    users: new Map(
      [...users].flatMap(([id, user]) => {
        const isGuest = user?.userPrincipalName?.includes("#EXT#") && user.mail;
        const name = isGuest ? user?.mail : user?.userPrincipalName;
        return name ? [[id, name] as const] : [];
      }),
    ),
  };
}
