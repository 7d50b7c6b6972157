/**
 * Takes secrets out of a text that will be shown: a service may quote what it was sent.
 *
 * @example `withoutSecrets("bad secret s3cr3t-value", ["s3cr3t-value"]) // "bad secret [secret]"`
 */
export function withoutSecrets(text: string, secrets: readonly (string | undefined)[]): string {
  let clean = text;
  for (const secret of secrets) {
    // Very short strings would turn harmless text into holes.
    if (!secret || secret.length < 4) continue;
    for (const form of new Set([
      secret,
      encodeURIComponent(secret),
      encodeURIComponent(secret).replaceAll("%20", "+"),
    ]))
      clean = clean.replaceAll(form, "[secret]");
  }
  return clean;
}
