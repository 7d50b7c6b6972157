import * as pulumi from "@pulumi/pulumi";
import { creationNotice, expiredProblem } from "./rotationNotice.ts";

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

/**
 * Refuses to make a client's secret whose date has passed. Only here, since such a date does no harm to a secret that exists. To be
 * run before the application is made, too: it would be left without one.
 */
export function refuseExpired(
  client: string,
  secret: { endDate: string; expires: string },
): pulumi.ResourceHook[] {
  const problem = expiredProblem(client, secret, new Date());
  if (!problem) return [];
  const refuse: pulumi.ResourceHookFunction = () => {
    throw new Error(problem);
  };
  return [new pulumi.ResourceHook(`${client}-secret-expired`, refuse, { onDryRun: true })];
}
