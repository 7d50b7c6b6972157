import { walk } from "../../../cli/doctor/walk.ts";
import { healthy, type Standing, worldOf } from "./world.ts";

/** What is not green, as `id state: says`. */
export async function findings(breakIt: (standing: Standing) => void = () => {}): Promise<string[]> {
  const standing = healthy();
  breakIt(standing);
  const sections = await walk(standing.outputs, worldOf(standing));
  return sections
    .flatMap(({ results }) => results)
    .filter(({ state }) => state !== "green")
    .map(({ id, state, says }) => `${id} ${state}: ${says}`);
}

export const scope = (standing: Standing, index = 0) => {
  const found = standing.webApi?.api?.oauth2PermissionScopes?.[index];
  if (!found) throw new Error("no such scope");
  return found;
};

export const admin = (standing: Standing) => {
  if (standing.adminKeyManager instanceof Error) throw standing.adminKeyManager;
  return standing.adminKeyManager;
};

export const add = "urn:taylordean:books:books_add";
