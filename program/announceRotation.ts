import * as pulumi from "@pulumi/pulumi";
import type { ClientSecret } from "../components/index.ts";
import type { EarlierSecrets } from "./history/index.ts";
import { creationNotice, removedNotice } from "./rotationNotice.ts";

/** The secret as its component takes it, with what says that it rotates. */
export function announced<Secret extends { rotation: number; endDate: string } & EarlierSecrets>(
  client: string,
  secret: Secret | "external",
): ClientSecret | "external" {
  return secret === "external" ? secret : { ...secret, beforeCreate: announceRotation(client, secret) };
}

/**
 * Says in the preview, and only when a secret is really made, that a client's secret rotates and what happens to the others. There is
 * none for the first secret of a client. An earlier one that somebody removed is not made again: the engine does not ask before it
 * makes what it found missing, so the run ends there; what the refresh found is kept, and the next run does not declare it.
 */
function announceRotation(
  client: string,
  secret: { rotation: number; endDate: string } & EarlierSecrets,
): pulumi.ResourceHook[] {
  const notice = creationNotice(client, secret);
  if (!notice) return [];
  const say: pulumi.ResourceHookFunction = async ({ name, newInputs = {} }) => {
    if (name.endsWith(`-${secret.rotation}`)) return pulumi.log[notice.level](notice.text);
    const removed = removedNotice(client, secret, newInputs.applicationId);
    if (removed === undefined) return;
    if (!pulumi.runtime.isDryRun()) throw new Error(`${removed} Run the same command once more.`);
    await pulumi.log.warn(`${removed} The update will stop there; run it once more.`);
  };
  return [new pulumi.ResourceHook(`${client}-secret-rotates`, say, { onDryRun: true })];
}
