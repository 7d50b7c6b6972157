import * as pulumi from "@pulumi/pulumi";
import type { AzureClientApp } from "../components/index.ts";
import { daysUntil, type SecretSettings } from "../settings/index.ts";
import type { EarlierSecrets } from "./history/index.ts";

/** Warns, in previews too, when a secret of a client is near its expiry or past it. */
export function watchSecret(
  client: string,
  { rotation, previous, warnDays }: SecretSettings & EarlierSecrets,
  { nodes }: AzureClientApp,
): void {
  nodes.secrets.forEach((secret, age) => {
    secret.endDate.apply((endDate) => {
      const warning = expiryWarning(
        client,
        { rotation: age === 0 ? rotation : previous, newest: age === 0, endDate },
        warnDays,
        new Date(),
      );
      if (warning) pulumi.log.warn(warning, secret);
    });
  });
}

/**
 * @returns nothing while the secret has more than `warnDays` to live, nor of a previous one that has expired: nobody can use it any
 * more, and it was warned of in time
 */
export function expiryWarning(
  client: string,
  secret: { rotation: number; newest: boolean; endDate: string },
  warnDays: number,
  now: Date,
): string | undefined {
  const days = daysUntil(secret.endDate, now);
  if (!(days < warnDays) || (days < 0 && !secret.newest)) return undefined;
  const when = secret.endDate.slice(0, 10);
  const state =
    days < 0 ? `expired on ${when}` : `expires on ${when}, in ${days} ${days === 1 ? "day" : "days"}`;
  const advice = secret.newest
    ? `Set choreo-azuread:clients.${client}.secret.rotation to ${secret.rotation + 1}: that makes a new one and keeps this one`
    : `Whoever still uses it has to take the newer one (stack output "connections")`;
  return `Client ${client}: the secret of rotation ${secret.rotation} ${state}. ${advice}.`;
}
