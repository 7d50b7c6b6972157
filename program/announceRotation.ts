import * as pulumi from "@pulumi/pulumi";
import type { ClientSecret } from "../components/index.ts";
import type { EarlierSecrets } from "./history/index.ts";
import { creationNotice } from "./rotationNotice.ts";

/** The secret as its component takes it, with what says that it rotates. */
export function announced<Secret extends { rotation: number; endDate: string } & EarlierSecrets>(
  client: string,
  secret: Secret | "external",
): ClientSecret | "external" {
  return secret === "external" ? secret : { ...secret, beforeCreate: announceRotation(client, secret) };
}

/**
 * Says in the preview, and only when a secret is really made, that a client's secret rotates and what happens to the others. There is
 * none for the first secret of a client.
 */
function announceRotation(
  client: string,
  secret: { rotation: number; endDate: string } & EarlierSecrets,
): pulumi.ResourceHook[] {
  const notice = creationNotice(client, secret);
  if (!notice) return [];
  const say = ({ name }: { name: string }) =>
    name.endsWith(`-${secret.rotation}`) ? pulumi.log[notice.level](notice.text) : Promise.resolve();
  return [new pulumi.ResourceHook(`${client}-secret-rotates`, say, { onDryRun: true })];
}
