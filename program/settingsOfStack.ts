import * as pulumi from "@pulumi/pulumi";
import { ChoreoError, controlPlane } from "../providers/choreo/index.ts";
import {
  choreoLookups,
  loadSettings,
  type ResolvedSettings,
  resolveSettings,
  SettingsError,
} from "../settings/index.ts";

/**
 * The settings of the stack with all that they name looked up. Nothing is registered before this is done, so that a mistake in the
 * settings changes nothing, even with `pulumi up --skip-preview`.
 *
 * @throws pulumi.RunError, which the engine shows without a stack trace
 */
export async function settingsOfStack(): Promise<ResolvedSettings> {
  try {
    const settings = await loadSettings();
    for (const notice of settings.notices) await pulumi.log.warn(notice);
    return await resolveSettings(
      settings,
      choreoLookups(controlPlane(new pulumi.Config(pulumi.getProject()))),
    );
  } catch (error) {
    if (error instanceof SettingsError || error instanceof ChoreoError)
      throw new pulumi.RunError(error.message);
    throw error;
  }
}
