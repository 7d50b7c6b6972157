import type { AccessModel } from "../../access/index.ts";
import { sortedSet } from "../../access/sort.ts";
import { mapValues } from "../../shared/records.ts";
import { code } from "./escape.ts";
import { fact } from "./fact.ts";
import type { Fact, ResourceStep } from "./types.ts";

/** An API of Choreo whose key in the settings changes. */
export interface Rename {
  from: string;
  to: string;
}

/**
 * APIs that go under one key and come under another, by name and version in Choreo. Without this a reviewer reads that everybody
 * loses all of the one and gains all of the other, and has to find out alone that it is the same.
 */
export function renamedApis(before: AccessModel, after: AccessModel): Rename[] {
  const gone = keysOnlyIn(before, after);
  // No client may have named the new key before: its permissions there would be mixed with those of the old key.
  const fresh = keysOnlyIn(after, before).filter((key) =>
    Object.values(before.clients).every(
      ({ declared, granted, grantedFor = {}, subscribed }) =>
        ![declared, granted, grantedFor].some((named) => Object.hasOwn(named, key)) &&
        !subscribed.includes(key),
    ),
  );
  return gone.flatMap((from) => {
    const same = fresh.filter((to) => identity(after, to) === identity(before, from));
    const [to] = same;
    const rivals = gone.filter((other) => identity(before, other) === identity(before, from));
    return to !== undefined && same.length === 1 && rivals.length === 1 ? [{ from, to }] : [];
  });
}

/** The model with the new keys, so that only true changes are left to compare. */
export function withNewKeys(model: AccessModel, renames: Rename[]): AccessModel {
  if (renames.length === 0) return model;
  const newKey = (key: string) => renames.find(({ from }) => from === key)?.to ?? key;
  const rekeyed = <T>(record: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [newKey(key), value]));
  return {
    ...model,
    apis: rekeyed(model.apis),
    clients: mapValues(model.clients, (client) => ({
      ...client,
      declared: rekeyed(client.declared),
      granted: rekeyed(client.granted),
      ...(client.grantedFor ? { grantedFor: rekeyed(client.grantedFor) } : {}),
      subscribed: sortedSet(client.subscribed.map(newKey)),
    })),
  };
}

/** With `formerly` nothing of it is made anew; without, the steps make another registration. */
export function renameFacts(renames: Rename[], steps: readonly ResourceStep[]): Fact[] {
  const isMade = (name: string) =>
    steps.some((step) => step.token === APPLICATION && step.name === name && step.op === "create");
  return renames.map(({ from, to }) => {
    const renamed = `API ${code(from)} is called ${code(to)} in the settings now.`;
    if (!isMade(to)) return fact(1, `${renamed} It stays what it is, in Choreo and in Azure.`);
    return fact(
      5,
      `${renamed} In Choreo it stays the same API, but its web API in Azure is **made anew**: other client id and ${code("api://…")}, consents start from nothing, and callers must ask for the new one.`,
    );
  });
}

const APPLICATION = "azuread:index/application:Application";

function keysOnlyIn(one: AccessModel, other: AccessModel): string[] {
  return Object.keys(one.apis).filter((key) => !Object.hasOwn(other.apis, key));
}

function identity({ apis }: AccessModel, key: string): string {
  return JSON.stringify([apis[key]?.name, apis[key]?.apiVersion]);
}
