import type { FederatedCredential } from "./read/details.ts";
import type { Registration } from "./sides.ts";

/** What a client proves with who it is. Nothing secret: Entra shows a secret once, and not to a survey. */
export interface Credential {
  kind: "secret" | "certificate" | "federated credential";
  id: string;
  name: string;
  /** RFC 3339; null where it has no end. */
  ends: string | null;
  /** The portal shows those of the registration only. */
  ofServicePrincipal?: true;
}

/** All of a registration and its service principal, those that end last first. */
export function credentialsOf(
  { application, principal }: Registration,
  federated: readonly FederatedCredential[] = [],
): Credential[] {
  const of = (holder: Registration["application"] | Registration["principal"], marks: object) =>
    (["passwordCredentials", "keyCredentials"] as const).flatMap((list) =>
      (holder?.[list] ?? []).map(
        ({ keyId, displayName, endDateTime }): Credential => ({
          kind: list === "passwordCredentials" ? "secret" : "certificate",
          id: keyId ?? "",
          name: displayName ?? "",
          ends: endDateTime ?? null,
          ...marks,
        }),
      ),
    );
  return [
    ...of(application, {}),
    ...of(principal, { ofServicePrincipal: true }),
    ...federated.map(({ id, name }): Credential => ({ kind: "federated credential", id, name, ends: null })),
  ].sort((a, b) => (b.ends ?? "9999").localeCompare(a.ends ?? "9999"));
}
