import type { EntraContext } from "../context.ts";
import type { PasswordCredential, ServicePrincipal } from "../store/types.ts";
import { expiredSecret, invalidSecret, missingSecret, secretOfPublicClient } from "./aadsts-token.ts";

/** Client id and secret, from the form or from HTTP Basic (RFC 6749 section 2.3.1). */
export function presentedClient(form: URLSearchParams, authorization: string | undefined) {
  const basic = /^Basic (.+)$/i.exec(authorization ?? "")?.[1];
  if (basic) {
    const [id = "", secret = ""] = Buffer.from(basic, "base64").toString().split(/:(.*)/s);
    return { clientId: decode(id), secret: decode(secret) };
  }
  return { clientId: form.get("client_id") ?? undefined, secret: form.get("client_secret") ?? undefined };
}

const decode = (text: string) => decodeURIComponent(text.replaceAll("+", " "));

/**
 * Checks the secret against every credential of the application and its service principal, so that two secrets overlap while
 * one is rotated.
 *
 * @returns `1` for a client that proved itself with a secret, `0` for a public client
 */
export function authenticateClient(
  { directory, clock, switches }: EntraContext,
  client: ServicePrincipal,
  secret: string | undefined,
  { publicAllowed }: { publicAllowed: boolean },
): "0" | "1" {
  const application = directory.applicationByAppId(client.appId);
  const isPublic = publicAllowed || application?.isFallbackPublicClient === true;
  if (!secret) {
    if (isPublic) return "0";
    throw missingSecret();
  }
  if (isPublic) throw secretOfPublicClient();
  const isYoung = ({ keyId }: PasswordCredential) =>
    clock.now() < (directory.madeAt.get(keyId) ?? 0) + switches.youngSecretSeconds * 1000;
  const credentials = [application?.passwordCredentials, client.passwordCredentials]
    .flatMap((list) => (list ?? []) as PasswordCredential[])
    .filter((credential) => directory.secrets.matches(credential.keyId, secret) && !isYoung(credential));
  if (credentials.length === 0) throw invalidSecret(client.appId);
  const now = clock.now();
  const current = credentials.some(
    ({ startDateTime, endDateTime }) =>
      Date.parse(startDateTime) <= now + 300_000 && now < Date.parse(endDateTime),
  );
  if (!current) throw expiredSecret(client.appId);
  return "1";
}
