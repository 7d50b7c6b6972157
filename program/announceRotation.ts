import * as pulumi from "@pulumi/pulumi";
import { creationNotice } from "./rotationNotice.ts";

/**
 * Says in the preview, and only when a secret is really made, that a client's secret rotates and what happens to the others. A hook,
 * because the program itself cannot know what the state holds. There is none for the first secret of a client.
 */
export function announceRotation(
  client: string,
  secret: { rotation: number; endDate: string },
): pulumi.ResourceHook[] {
  if (secret.rotation === 1) return [];
  const say: pulumi.ResourceHookFunction = async ({ name }) => {
    const notice = creationNotice(client, secret, Number(name.slice(name.lastIndexOf("-") + 1)));
    if (notice) await (notice.level === "warn" ? pulumi.log.warn(notice.text) : pulumi.log.info(notice.text));
  };
  return [new pulumi.ResourceHook(`${client}-secret-rotates`, say, { onDryRun: true })];
}
