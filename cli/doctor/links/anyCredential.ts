import type { GraphApplication, GraphServicePrincipal } from "../graph-objects.ts";
import { type Finding, green, red, yellow } from "../link.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days before the end from which on the doctor warns. */
const WARN_DAYS = 30;

/** Whether a secret that ends then is valid, and for how long. */
export function untilItsEnd(end: Date, now: Date, advice: string): Finding {
  const days = Math.floor((end.getTime() - now.getTime()) / DAY_MS);
  const date = end.toISOString().slice(0, 10);
  if (end <= now) return red(`It expired on ${date} (AADSTS7000222).`, advice);
  if (days < WARN_DAYS) return yellow(`${days} days left, until ${date}.`, advice);
  return green(`${days} days left, until ${date}`);
}

/** The one that works longest. */
export function newestSecret<T extends { endDateTime?: string | null | undefined }>(
  secrets: readonly T[],
): T | undefined {
  return secrets.toSorted((a, b) => (b.endDateTime ?? "").localeCompare(a.endDateTime ?? ""))[0];
}

/**
 * Whether a client whose credentials this program did not make can prove who it is: by the secret that works longest, else by a
 * certificate, a federated credential, or not at all.
 */
export function anyCredential(
  application: GraphApplication | undefined,
  principal: GraphServicePrincipal | undefined,
  federated: readonly { name: string }[],
  now: Date,
): Finding {
  const secrets = application?.passwordCredentials ?? [];
  const valid = (what: string, some: typeof secrets = []) =>
    some
      .filter(({ endDateTime }) => new Date(endDateTime ?? 0) > now)
      .map(({ endDateTime }) => `${what} until ${endDateTime?.slice(0, 10)}`);
  const others = [
    ...valid("a certificate", application?.keyCredentials),
    // The portal does not show these.
    ...valid("a secret of its service principal", principal?.passwordCredentials),
    ...valid("a certificate of its service principal", principal?.keyCredentials),
    ...federated.map(({ name }) => `the federated credential "${name}"`),
  ];
  const newest = newestSecret(secrets);
  if (newest) {
    const found = untilItsEnd(
      new Date(newest.endDateTime ?? 0),
      now,
      "Make another one in Azure, under Certificates & secrets, and give it to those who use the client.",
    );
    if (found.state === "green" && secrets.length > 1)
      return green(`${found.says}; it is one of ${secrets.length}`);
    if (found.state !== "red" || others.length === 0) return found;
  }
  if (others.length > 0) return green(others.join(", "));
  const { isFallbackPublicClient, spa, publicClient } = application ?? {};
  if (isFallbackPublicClient || spa?.redirectUris?.length || publicClient?.redirectUris?.length)
    return green("none is needed: it is a public client");
  return red(
    "None: it can redeem no code (AADSTS7000218).",
    "Make a secret in Azure, under Certificates & secrets.",
  );
}
