import * as pulumi from "@pulumi/pulumi";
import { graphClient } from "../graph/client.ts";
import { findCloud } from "../graph/cloud.ts";
import { type Application, taggedApplications } from "../graph/taggedApplications.ts";
import { type ResolvedSettings, unchecked } from "../settings/index.ts";
import { stackIdIn } from "../shared/stackMark.ts";
import { azureSettings, getJson } from "./azureCloud.ts";
import type { History } from "./history/index.ts";
import { leftBehind } from "./leftovers.ts";

/**
 * What bears this stack's mark in Entra ID and is not in its state: a run that was cut off has left it. One call, whatever the stack's size.
 * What bears the id of another stack of this name is not looked at, as soon as this one has an id.
 *
 * @returns what a person has to know; an error if some of it is in the way of what this run would make
 */
export async function leftInEntra(
  history: History,
  { apis, clients, tenantId }: ResolvedSettings,
): Promise<{ text: string; isInTheWay: boolean } | undefined> {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const tagged = await tryToLook(tenantId, stack);
  const made = [...history.all("webApplication"), ...history.all("clientApplication")];
  const known = new Set(made.map(({ outputs }) => outputs.objectId));
  // What the provider made and could not finish is in the state without its ids: the next run goes on with it.
  const unfinished = new Set(made.flatMap(({ outputs }) => (outputs.objectId ? [] : [outputs.displayName])));
  const ownId = history.stackId();
  const strays = tagged
    .filter(({ id, displayName }) => !known.has(id) && !unfinished.has(displayName))
    .map((application) => ({ ...application, stackId: stackIdIn(application.tags) }))
    .filter(({ stackId }) => ownId === undefined || stackId === undefined || stackId === ownId);
  if (strays.length === 0) return undefined;
  const names = new Set(
    [...Object.values(apis), ...Object.values(clients)].map(({ displayName }) => displayName),
  );
  return {
    text: leftBehind(
      strays.map((each) => ({ ...each, isSure: ownId !== undefined && each.stackId === ownId })),
      pulumi.getStack(),
    ),
    isInTheWay: strays.some(({ displayName }) => names.has(displayName)),
  };
}

/**
 * An identity that may not list applications makes none either: azuread asks for them first. What needs none made can go on, so this is no
 * error.
 */
async function tryToLook(tenantId: string, tag: string): Promise<Application[]> {
  try {
    const env = azureSettings();
    const cloud = await findCloud(env, getJson);
    return await taggedApplications(await graphClient(cloud, tenantId, env), tag);
  } catch (error) {
    await pulumi.log.warn(
      unchecked([], "whether a run that was cut off has left app registrations behind", error),
    );
    return [];
  }
}
