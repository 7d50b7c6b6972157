import { repair } from "../../../shared/repair.ts";
import { fullName, type Operation, type PublisherApi } from "../choreo-objects.ts";
import { type ApiSubject, type Finding, green, type Link, red, yellow } from "../link.ts";
import { deployedCopies } from "./deployed.ts";

/**
 * What the deployed revision lets through beyond the settings: an operation without security (`authType: None`), one that they do
 * not list and that needs no permission, one that somebody attached another permission to.
 */
export const openOperationsLink: Link<ApiSubject> = {
  id: "open-operations",
  title: "The gateway lets nothing through that the settings do not",
  needs: ["api"],
  async check({ api }, { publisher }) {
    const copies = await deployedCopies(api, publisher);
    const each = (find: (api: ApiSubject["api"], copy: PublisherApi) => string[]) =>
      copies.flatMap(({ where, copy }) => (copy ? find(api, copy).map((what) => `${where}: ${what}`) : []));
    if (api.permissionsFrom === "choreo") return choreosOwn(each);
    const wrong = [...each(openToAnyone), ...each(otherScopes)];
    if (wrong.length)
      return red(
        `${wrong.join("; ")}.`,
        `Correct the operation in Choreo (security, permissions), or write it into the settings; then ${repair}.`,
      );
    const unlisted = each(openUnlisted);
    if (unlisted.length)
      return yellow(
        `Needs no permission, and the settings do not list it: ${unlisted.join("; ")}. Every token of a subscribed client opens it.`,
        "List it under operations with the permissions that it shall need.",
      );
    return green(`${copies.length} deployed ${copies.length === 1 ? "revision" : "revisions"}`);
  },
};

/** Where the permissions live in Choreo, what is open there is meant to be; what has changed since the last run is not in Azure yet. */
function choreosOwn(
  each: (find: (api: ApiSubject["api"], copy: PublisherApi) => string[]) => string[],
): Finding {
  const changed = [...each(otherScopes), ...each(openUnlisted)];
  if (changed.length)
    return yellow(
      `Changed in Choreo since the last run: ${changed.join("; ")}.`,
      `Run ${repair}: Azure follows.`,
    );
  const open = each(openToAll);
  if (open.length === 0) return green("the permissions live in Choreo, and each operation needs one");
  return yellow(
    `Needs no permission in Choreo, where the permissions live: ${open.join("; ")}.`,
    "Right if it is meant so; else give it one in the component's OpenAPI document and deploy that.",
  );
}

function openToAll(_api: ApiSubject["api"], { operations = [] }: PublisherApi): string[] {
  return operations
    .filter(({ authType, scopes }) => authType === "None" || !scopes?.length)
    .map((operation) => nameOf(operation) + (operation.authType === "None" ? " (no token either)" : ""));
}

const nameOf = ({ verb, target }: Operation) => `${verb} ${target}`;

function openToAnyone(api: ApiSubject["api"], { operations = [] }: PublisherApi): string[] {
  return operations
    .filter(({ authType }) => authType === "None")
    .map((operation) => {
      const listed = Object.hasOwn(api.operations, nameOf(operation));
      return `${nameOf(operation)} has no security (authType None)${listed ? ", although the settings list it" : ""}: it needs no token`;
    });
}

function otherScopes(api: ApiSubject["api"], copy: PublisherApi): string[] {
  return (copy.operations ?? []).flatMap((operation) => {
    const listed = api.operations[nameOf(operation)];
    if (!listed) return [];
    const meant = listed.map((name) => api.scopes[name]?.fullyQualifiedName ?? name);
    const more = (operation.scopes ?? [])
      .map((name) => fullName(copy, name))
      .filter((name) => !meant.includes(name));
    return more.length ? [`${nameOf(operation)} also opens with ${more.join(", ")}`] : [];
  });
}

function openUnlisted(api: ApiSubject["api"], { operations = [] }: PublisherApi): string[] {
  return operations
    .filter(
      (operation) =>
        !Object.hasOwn(api.operations, nameOf(operation)) &&
        operation.authType !== "None" &&
        !operation.scopes?.length,
    )
    .map(nameOf);
}
