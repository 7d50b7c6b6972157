import * as pulumi from "@pulumi/pulumi";
import { ChoreoError, controlPlane } from "../providers/choreo/index.ts";
import {
  choreoLookups,
  loadSettings,
  type ResolvedSettings,
  resolveSettings,
  SettingsError,
} from "../settings/index.ts";
import { compareWithHistory, formerPrincipals, History, stateBefore } from "./history/index.ts";
import { leftInEntra } from "./leftInEntra.ts";

/** Settings with what is there, and what was. */
export interface StackSettings extends ResolvedSettings {
  /** By object id: what the settings of the last run called users and groups. */
  formerPrincipals: Record<string, string[]>;
}

/**
 * The settings of the stack with all that they name looked up. Nothing is registered before this is done, so that a mistake in the
 * settings changes nothing, even with `pulumi up --skip-preview`.
 *
 * @throws pulumi.RunError, which the engine shows without a stack trace
 */
export async function settingsOfStack(): Promise<StackSettings> {
  try {
    const settings = await loadSettings();
    await warn(settings.notices);
    const lookups = choreoLookups(controlPlane(new pulumi.Config(pulumi.getProject())));
    const [resources, resolved] = await Promise.all([stateBefore(), resolveSettings(settings, lookups)]);
    await warn(resolved.notices);
    if (!resources) return { ...resolved, formerPrincipals: {} };
    const history = new History(resources);
    const { problems, notices } = compareWithHistory(history, resolved);
    await warn(notices);
    if (problems.length > 0) throw new SettingsError(problems);
    const left = await leftInEntra(history, resolved);
    if (left?.isInTheWay) throw new pulumi.RunError(left.text);
    if (left) await pulumi.log.warn(left.text);
    return { ...resolved, formerPrincipals: formerPrincipals(history) };
  } catch (error) {
    if (error instanceof SettingsError || error instanceof ChoreoError)
      throw new pulumi.RunError(error.message);
    throw error;
  }
}

async function warn(notices: string[]): Promise<void> {
  for (const notice of notices) await pulumi.log.warn(notice);
}
