import * as azuread from "@pulumi/azuread";
import { getProject, runtime } from "@pulumi/pulumi";
import { distance } from "fastest-levenshtein";
import { suggest } from "../settings/nearest.ts";
import type { Problem } from "../settings/problems.ts";
import { configSchema } from "../settings/schema/index.ts";

/** The keys of this program; the last ones are read by settings/load.ts and by the Choreo provider. */
const OWN = [...Object.keys(configSchema.shape), "extends", "keyType", "choreoCredentials"];

/** What the engine itself reads in the namespace of any provider. */
const OF_ANY_PROVIDER = ["version", "pluginDownloadURL"];

/** Namespaces of other providers that only look like misspelt ones. */
const OTHERS = ["azure", "azapi"];

/**
 * Keys of the stack's configuration that nobody reads and that look as if somebody should: the engine takes every key, and a
 * misspelt `protect` would leave production unprotected. Namespaces of other tools are left alone. Values are not looked at.
 */
export function strayKeys(
  keys: readonly string[] = Object.keys(runtime.allConfig()),
  project = getProject(),
): Problem[] {
  const known: Record<string, string[]> = {
    [project]: OWN,
    azuread: [...Object.keys(azuread.config), ...OF_ANY_PROVIDER],
  };
  return keys.flatMap((written): Problem[] => {
    const colon = written.indexOf(":");
    const [namespace, key] = [written.slice(0, colon), written.slice(colon + 1)];
    const expected = known[namespace];
    if (expected?.includes(key)) return [];
    if (expected)
      return [{ path: [written], message: `unknown key. ${suggest(key, expected, "Keys there are")}` }];
    const meant = Object.keys(known).find((name) => looksLike(namespace, key, name));
    return meant === undefined
      ? []
      : [
          {
            path: [written],
            message: `the namespace ${JSON.stringify(namespace)} is nobody's here. Did you mean "${meant}:${key}"?`,
          },
        ];
  });
}

function looksLike(namespace: string, key: string, known: string): boolean {
  if (OTHERS.includes(namespace)) return false;
  const isNear = distance(namespace.toLowerCase(), known) <= 2;
  return isNear || (known !== "azuread" && namespace.startsWith("choreo") && OWN.includes(key));
}
