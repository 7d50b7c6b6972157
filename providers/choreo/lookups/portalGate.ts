import { ChoreoError } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import { listKeyManagers } from "./keyManagers.ts";

/** How the newest developer portal calls the environments of keys (wso2/api-developer-portal-core). */
const PORTAL_ENVIRONMENTS = { PRODUCTION: "prod", SANDBOX: "sandbox" } as const;
export type PortalKeyType = keyof typeof PORTAL_ENVIRONMENTS;

/**
 * Whether the developer portal offers an identity provider for keys of a type. Organisations made after 24 April 2025 begin with the
 * built-in one alone, and an administrator lets others in. A server that knows no such gate ignores the question and lists all.
 *
 * @returns undefined where it cannot be told, with the reason in `why`
 */
export async function isOfferedInPortal(
  control: ControlPlane,
  { id, keyType }: { id: string; keyType: PortalKeyType },
): Promise<{ isOffered: boolean | undefined; why?: string }> {
  if (control.flavour.name !== "choreo") return { isOffered: true };
  try {
    const offered = await listKeyManagers(control.client(), PORTAL_ENVIRONMENTS[keyType]);
    return { isOffered: offered.some((keyManager) => keyManager.id === id) };
  } catch (error) {
    if (!(error instanceof ChoreoError)) throw error;
    return { isOffered: undefined, why: error.words };
  }
}
