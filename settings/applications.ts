import { suggest } from "./nearest.ts";
import type { Problem } from "./problems.ts";
import type { ClientSettings } from "./types.ts";

/** Clients as they are read one by one. */
export type LoneClient = Omit<ClientSettings, "subscribes">;

/**
 * Clients with the applications in Choreo that they have. An application has a key for production and one for the sandbox, and both call
 * what it is subscribed to: so an entry's application is subscribed to what the entry uses, and to what those use whose key it has, too.
 */
export function withApplications(clients: Record<string, LoneClient>): Record<string, ClientSettings> {
  const entries = Object.entries(clients);
  return Object.fromEntries(
    entries.map(([key, client]) => {
      const { of } = client.application;
      const owner = of === undefined || of === key ? undefined : clients[of];
      if (of !== undefined)
        return [
          key,
          { ...client, applicationName: owner?.applicationName ?? client.applicationName, subscribes: [] },
        ];
      const its = entries.filter(([each, other]) => each === key || other.application.of === key);
      return [key, { ...client, subscribes: [...new Set(its.flatMap(([, { uses }]) => Object.keys(uses)))] }];
    }),
  );
}

/** What is wrong with entries that name another one's application. */
export function applicationProblems(
  clients: Readonly<Record<string, ClientSettings>>,
  keys: readonly string[],
): Problem[] {
  const keyTypes = new Map<string, string>();
  return Object.entries(ownersFirst(clients)).flatMap(([key, client]): Problem[] => {
    const { of, ...own } = client.application;
    const place = `${of ?? key} ${client.keyType}`;
    const other = keyTypes.get(place);
    keyTypes.set(place, other ?? key);
    if (of === undefined) return [];
    const problem = (message: string, ...path: string[]) => ({ path: ["clients", key, ...path], message });
    if (!keys.includes(of))
      return [
        problem(
          `unknown client ${JSON.stringify(of)}. ${suggest(
            of,
            keys.filter((each) => each !== key),
            "Clients of this stack",
          )} Leave application.of out, and the client gets an application of its own`,
          "application",
          "of",
        ),
      ];
    if (of === key || clients[of]?.application.of !== undefined)
      return [
        problem(
          `names ${of === key ? "this very client" : `${JSON.stringify(of)}, which has the application of another client itself`}; name the client that the application is made for`,
          "application",
          "of",
        ),
      ];
    const foreign = [
      ...Object.entries(own)
        .filter(([, value]) => value !== undefined && value !== "Unlimited")
        .map(([name]) => ["application", name]),
      ...(client.adopt ? [["adopt"]] : []),
      ...(client.subscriptionPolicy === "Unlimited" ? [] : [["subscriptionPolicy"]]),
      ...(Object.keys(client.subscriptionPolicies).length > 0 ? [["subscriptionPolicies"]] : []),
    ];
    return [
      ...foreign.map((path) =>
        problem(`is said of the application, which is that of clients.${of}; say it there`, ...path),
      ),
      ...(other === undefined
        ? []
        : [
            problem(
              `is the ${client.keyType} key of its application, as clients.${other} is, and an application has one of each type; give one of them the other keyType`,
              "keyType",
            ),
          ]),
    ];
  });
}

/** Clients whose application is another's come after it. */
export function ownersFirst<T extends Pick<ClientSettings, "application">>(
  clients: Readonly<Record<string, T>>,
): Record<string, T> {
  const rank = ({ application: { of } }: T) => (of === undefined ? 0 : 1);
  return Object.fromEntries(
    Object.entries(clients).toSorted(([, one], [, other]) => rank(one) - rank(other)),
  );
}
