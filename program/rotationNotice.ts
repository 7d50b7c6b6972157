import type { ClientSecret } from "../components/index.ts";

/**
 * What the creation of one of a client's secrets means to those who use them.
 *
 * @param number the rotation whose secret is created
 * @returns nothing for the first secret of a client
 */
export function creationNotice(
  client: string,
  { rotation, endDate }: Pick<ClientSecret, "rotation" | "endDate">,
  number: number,
): { level: "info" | "warn"; text: string } | undefined {
  if (rotation === 1) return undefined;
  if (number === rotation) {
    const gone = rotation > 2 ? `; earlier ones are removed` : "";
    return {
      level: "info",
      text: `Client ${client}: its secret rotates. A new one (rotation ${rotation}) is made, valid until ${endDate.slice(0, 10)}; the one of rotation ${rotation - 1} stays valid until the next rotation${gone}.`,
    };
  }
  return {
    level: "warn",
    text: `Client ${client}: this stack has no secret of rotation ${number}, so one is made beside the new one. If the client has been using an earlier secret, that one is removed now: raise the rotation by one at a time.`,
  };
}
