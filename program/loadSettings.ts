import { Config, getProject, getStack } from "@pulumi/pulumi";
import { isObject } from "../settings/file.ts";
import { type Settings, SettingsError, settingsOf } from "../settings/index.ts";
import { ownSettings } from "../settings/load.ts";
import { strayKeys } from "./strayKeys.ts";

/**
 * The settings of the stack that Pulumi runs. The one place that reads its configuration; apart from `settings/`, so that tools start
 * without Pulumi's SDK.
 *
 * @throws SettingsError with everything that is wrong
 */
export async function loadSettings(now = new Date()): Promise<Settings> {
  const config = new Config(getProject());
  refuseUntouched(config);
  return settingsOf((key) => config.get(key), getStack(), undefined, { now, problems: strayKeys() });
}

/**
 * A stack that was only made: `pulumi stack init` writes at most its salt. What Pulumi.yaml gives every stack would be reported as
 * a list of missing keys, which hides the one thing that is wrong.
 */
function refuseUntouched(config: Config): void {
  const own = ownSettings((key) => config.get(key), getStack());
  const isFilled = (value: unknown) =>
    value !== undefined && !(isObject(value) && Object.keys(value).length === 0);
  const isTouched =
    [own.apis, own.clients].some(isFilled) ||
    ["environment", "extends", "deployer"].some((key) => config.get(key)) ||
    new Config("azuread").get("tenantId");
  if (isTouched) return;
  const message = `the stack ${getStack()} has no settings yet. They belong in Pulumi.${getStack()}.yaml beside Pulumi.yaml: README.md begins with a whole one to copy and edit; docs/configuration.md describes every key.`;
  throw new SettingsError([{ path: [], message }]);
}
