import * as pulumi from "@pulumi/pulumi";
import { graphClient } from "../graph/client.ts";
import { findCloud } from "../graph/cloud.ts";
import { type Application, taggedApplications } from "../graph/taggedApplications.ts";
import type { ResolvedSettings } from "../settings/index.ts";
import { azureSettings, getJson } from "./azureCloud.ts";
import type { History } from "./history/index.ts";
import { leftBehind } from "./leftovers.ts";

/**
 * What bears this stack's mark in Entra ID and is not in its state: a run that was cut off has left it. One call, whatever the stack's size.
 *
 * @returns what a person has to know; an error if some of it is in the way of what this run would make
 */
export async function leftInEntra(
  history: History,
  { apis, clients, tenantId }: ResolvedSettings,
): Promise<{ text: string; isInTheWay: boolean } | undefined> {
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const tagged = await tryToLook(tenantId, stack);
  const known = new Set(
    [...history.all("webApplication"), ...history.all("clientApplication")].map(
      ({ outputs }) => outputs.objectId,
    ),
  );
  const strays = tagged.filter(({ id }) => !known.has(id));
  if (strays.length === 0) return undefined;
  const names = new Set(
    [...Object.values(apis), ...Object.values(clients)].map(({ displayName }) => displayName),
  );
  return {
    text: leftBehind(strays, pulumi.getStack()),
    isInTheWay: strays.some(({ displayName }) => names.has(displayName)),
  };
}

/** An identity that may not read applications can do all else: then nothing is known to be there. */
async function tryToLook(tenantId: string, tag: string): Promise<Application[]> {
  try {
    const env = azureSettings();
    const cloud = await findCloud(env, getJson);
    return await taggedApplications(await graphClient(cloud, tenantId, env), tag);
  } catch (error) {
    await pulumi.log.debug(
      `What is left over in Entra ID could not be looked for: ${(error as Error).message}`,
    );
    return [];
  }
}
