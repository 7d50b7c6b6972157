/** Namespace of this program's settings: its project's name. */
export const PROJECT = "choreo-azuread";

/**
 * A key of a stack's file as the engine takes it: `apis`, `choreo-azuread:apis` and `choreo-azuread:config:apis` are one to it
 * (pulumi/pulumi, config/key.go).
 */
export function fullKey(key: string): string {
  const parts = key.split(":");
  if (parts.length === 1) return `${PROJECT}:${key}`;
  return parts.length === 3 && parts[1] === "config" ? `${parts[0]}:${parts[2]}` : key;
}
