import * as pulumi from "@pulumi/pulumi";
import { type AccessModel, type OpenOperation, openOperations } from "../access/index.ts";

/**
 * Warns of operations that open to more than the people whom the settings let in, unless the settings list them as such.
 *
 * @returns the model
 */
export async function announceOpen(model: AccessModel): Promise<AccessModel> {
  for (const notice of openNotices(model)) await pulumi.log.warn(notice);
  return model;
}

/** For each API: what anyone can call, and what every token of a subscribed client opens. */
export function openNotices(model: AccessModel): string[] {
  const open = openOperations(model).filter(({ anonymous, unlisted }) => anonymous || unlisted);
  const groups = Map.groupBy(open, ({ api, anonymous }) => `${api} ${anonymous}`);
  return [...groups.values()].map(notice);
}

function notice(open: OpenOperation[]): string {
  const [{ api, anonymous, clients } = { api: "", anonymous: false, clients: [] }] = open;
  const path = `apis.${api}.operations`;
  const names = (all: OpenOperation[]) => all.map(({ operation }) => operation).join(", ");
  if (anonymous)
    return `${path}: anyone can call ${names(open)} without a token (authType None in Choreo). To change that, list it with the permissions that open it`;
  const who =
    clients.length > 0
      ? `everyone who can sign in to ${clients.join(" or ")}, and ${clients.length > 1 ? "these clients" : "this client"} without a person`
      : "whoever has a token of any client that subscribes to the API";
  return `${path}: ${names(open)} ${open.length > 1 ? "are" : "is"} not listed and ${open.length > 1 ? "need" : "needs"} no permission in Choreo: ${who} can call ${open.length > 1 ? "them" : "it"}. List with the permissions that open, or with [] to leave it so`;
}
