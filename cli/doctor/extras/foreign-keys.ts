import { createPublicKey, type JsonWebKey, X509Certificate } from "node:crypto";
import type { ConnectionOutput } from "../../../outputs/types.ts";
import { readKeyManager } from "../key-manager.ts";
import { jwksSchema } from "../links/jwks.ts";
import type { World } from "../world.ts";
import type { Extra } from "./extra.ts";

/**
 * Where Choreo has the keys of the identity provider from, if not from Entra: whoever has such a key signs tokens for whomever they like, and
 * the gateway takes them. Seen by administrators of Choreo only.
 */
export async function foreignKeys(
  { identityProvider, tenantId }: ConnectionOutput,
  world: Pick<World, "admin" | "discovery" | "fetchJson">,
): Promise<Extra[]> {
  const { type, value } = (await readKeyManager(identityProvider.id, world))?.certificates ?? {};
  if (!value) return [];
  const { jwks_uri } = await world.discovery(tenantId, 2);
  if (type === "JWKS") {
    if (URL.parse(value)?.origin === new URL(jwks_uri).origin) return [];
    const kind = "address, which is not Entra's, of the identity provider's signing keys";
    return [{ kind, name: value, ids: [value] }];
  }
  const certificate = readCertificate(value);
  const parsed = jwksSchema.safeParse(await world.fetchJson(jwks_uri, "the tenant's keys"));
  if (certificate && parsed.data?.keys.some((key) => certificate.publicKey.equals(publicKey(key)))) return [];
  const print = certificate?.fingerprint256 ?? "unreadable";
  return [
    {
      kind: "certificate, which is none of the tenant's, of the identity provider",
      name: print,
      ids: [print],
    },
  ];
}

/** The Admin API has the text of the file, or that once more in Base64. */
function readCertificate(value: string): X509Certificate | undefined {
  try {
    return new X509Certificate(value.includes("-----") ? value : Buffer.from(value, "base64"));
  } catch {
    return undefined;
  }
}

const publicKey = (key: object) => createPublicKey({ key: key as JsonWebKey, format: "jwk" });
