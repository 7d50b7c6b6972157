import type { ControlPlane } from "../../providers/choreo/reads.ts";
import {
  choreoLookups,
  type Lookups,
  type Problem,
  resolveSettings,
  type Settings,
  SettingsError,
} from "../../settings/index.ts";

/**
 * What the program would refuse although the settings are written as they have to be: an API that is blocked, a plan that is not offered.
 * It is asked itself. People and groups are there, since they were read a moment ago.
 */
export async function programProblems(
  settings: Settings,
  control: ControlPlane,
  tenantId: string,
): Promise<readonly Problem[]> {
  const asRead = (names: string[]) =>
    Promise.resolve({
      ids: Object.fromEntries(names.map((name) => [name, name.toLowerCase()])),
      ambiguous: [],
    });
  const directory: Lookups["directory"] = {
    caller: () => Promise.resolve({ objectId: "", tenantId }),
    users: asRead,
    groups: asRead,
    isPrincipal: () => Promise.resolve(true),
    allUsers: () => Promise.resolve([]),
    allGroups: () => Promise.resolve([]),
  };
  const discovery = () =>
    Promise.reject(new Error("an identity provider that the stack makes is not looked at here"));
  try {
    await resolveSettings(settings, choreoLookups(control, discovery, directory));
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
