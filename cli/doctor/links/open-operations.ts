import { type AccessModel, openOperations } from "../../../access/index.ts";
import { repair } from "../../../shared/repair.ts";
import { revisionFound } from "../found.ts";
import { type ApiSubject, type Finding, green, type Link, red, yellow } from "../link.ts";
import { deployedCopies } from "./deployed.ts";

/** What there is of a kind in a deployed revision, for people. */
type Look = (model: AccessModel) => string[];

/**
 * What the deployed revision lets through beyond the settings: an operation without security (`authType: None`), one that they do
 * not list and that needs no permission, one that somebody attached another permission to.
 */
export const openOperationsLink: Link<ApiSubject> = {
  id: "open-operations",
  title: "The gateway lets nothing through that the settings do not",
  needs: ["api"],
  async check(subject, { publisher }) {
    const { api } = subject;
    const copies = await deployedCopies(api, publisher);
    const each = (find: Look) =>
      copies.flatMap(({ where, copy }) =>
        copy ? find(revisionFound(subject, copy)).map((what) => `${where}: ${what}`) : [],
      );
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
function choreosOwn(each: (find: Look) => string[]): Finding {
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

const openToAll: Look = (model) =>
  openOperations(model).map(
    ({ operation, anonymous }) => operation + (anonymous ? " (no token either)" : ""),
  );

const openToAnyone: Look = (model) =>
  openOperations(model).flatMap(({ operation, anonymous, unlisted }) => {
    const listed = unlisted ? "" : ", although the settings list it";
    return anonymous ? [`${operation} has no security (authType None)${listed}: it needs no token`] : [];
  });

const openUnlisted: Look = (model) =>
  openOperations(model).flatMap(({ operation, anonymous, unlisted }) =>
    unlisted && !anonymous ? [operation] : [],
  );

/** A permission that the settings do not attach, on an operation that they list. */
const otherScopes: Look = ({ apis }) =>
  Object.values(apis).flatMap(({ operations, permissions }) =>
    Object.entries(operations).flatMap(([operation, { others = [] }]) => {
      const scopes = others.map((name) => permissions[name]?.scope ?? name);
      return scopes.length > 0 ? [`${operation} also opens with ${scopes.join(", ")}`] : [];
    }),
  );
