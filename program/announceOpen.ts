import * as pulumi from "@pulumi/pulumi";
import { type AccessModel, type OpenOperation, type Operation, openOperations } from "../access/index.ts";

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
  return [...[...groups.values()].map(notice), ...leftNotices(model)];
}

const STAYS = {
  before: "what was deployed before runs there again",
  kept: "what other stacks need stays there",
  byHand: "what somebody else has deployed stays there",
};

/** What opens at gateways that the stack leaves. */
function leftNotices({ apis, left = {} }: AccessModel): string[] {
  return Object.entries(left).flatMap(([api, environments]) =>
    Object.entries(environments).flatMap(([environment, { runs, operations }]) => {
      if (runs === "nothing" || (runs === "kept" && Object.hasOwn(apis, api))) return [];
      const what = `apis.${api}: this stack leaves the gateway environment ${environment}`;
      if (!operations)
        return [
          `${what}, and what runs there then could not be looked up: it may need fewer permissions, or none`,
        ];
      const names = (open: (operation: Operation) => boolean) =>
        Object.entries(operations)
          .filter(([, operation]) => open(operation))
          .map(([name]) => name)
          .join(", ");
      const anonymous = names((each) => each.anonymous === true);
      const open = names((each) => !each.anonymous && each.permissions.length === 0);
      const then = runs === "unknown" ? "" : STAYS[runs];
      return [
        ...(anonymous ? [`${what}: ${then}, and anyone can call ${anonymous} without a token`] : []),
        ...(open ? [`${what}: ${then}, and every token of a subscribed client opens ${open}`] : []),
      ];
    }),
  );
}

function notice(open: OpenOperation[]): string {
  const { api, anonymous, clients } = open[0] as OpenOperation;
  const path = `apis.${api}.operations`;
  const names = (all: OpenOperation[]) => all.map(({ operation }) => operation).join(", ");
  if (anonymous)
    return `${path}: anyone can call ${names(open)} without a token (authType None in Choreo). To change that, list it with the permissions that open it`;
  const them = open.length > 1 ? "them" : "it";
  const who =
    clients.length > 0
      ? `everyone who can sign in to ${clients.join(" or ")} can call ${them}, and so can ${clients.length > 1 ? "these clients by themselves" : "this client by itself"}`
      : `whoever has a token of any client that subscribes to the API can call ${them}`;
  return `${path}: ${names(open)} ${open.length > 1 ? "are" : "is"} not listed and ${open.length > 1 ? "need" : "needs"} no permission in Choreo: ${who}. List with the permissions that open, or with [] to leave it so`;
}
