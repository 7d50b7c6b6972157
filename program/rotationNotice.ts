import type { EarlierSecrets } from "./history/index.ts";

/**
 * What the creation of a client's newest secret means to those who use the earlier ones.
 *
 * @returns nothing for the first secret of a client
 */
export function creationNotice(
  client: string,
  { rotation, endDate, previous, ending }: { rotation: number; endDate: string } & EarlierSecrets,
): { level: "info" | "warn"; text: string } | undefined {
  if (previous === 0 && ending.length === 0) return undefined;
  const stays =
    previous > 0
      ? `; the one of rotation ${previous} stays valid until the next rotation, or until secret.revoked is ${previous}`
      : "";
  const ends = ending.length > 0 ? `; removed, and of no use at once: rotation ${ending.join(", ")}` : "";
  return {
    level: previous > 0 ? "info" : "warn",
    text: `Client ${client}: its secret rotates. A new one (rotation ${rotation}) is made, valid until ${endDate.slice(0, 10)}${stays}${ends}.`,
  };
}

/**
 * What has to be known when the secret beside the newest one would be made: the state had it at the start of the run, so the run's refresh has
 * just found that somebody removed it. With its application, which somebody removed too, it is another one.
 *
 * @param applicationId of the application that it would be made for; undefined in a preview that does not know
 */
export function removedNotice(
  client: string,
  { previous, previousOf }: EarlierSecrets,
  applicationId: unknown,
): string | undefined {
  if (previousOf === undefined || applicationId !== previousOf) return undefined;
  return `Client ${client}: somebody removed the secret of rotation ${previous} in Entra ID. It is not made again, as nobody would hold it.`;
}
