import * as azuread from "@pulumi/azuread";
import { foundNothing } from "../settings/index.ts";

/**
 * The app registration with a display name or an identifier URI, of which there may be several.
 *
 * @throws what the provider says when it could not look
 */
export async function applicationWith(
  wanted: Pick<azuread.GetApplicationArgs, "displayName" | "identifierUri" | "objectId">,
): Promise<azuread.GetApplicationResult | "several" | undefined> {
  try {
    return await azuread.getApplication(wanted);
  } catch (error) {
    if (/multiple applications/i.test((error as Error).message)) return "several";
    if (foundNothing(error)) return undefined;
    throw error;
  }
}
