import type { Problem, ResolvedSettings, SecretSettings } from "../../settings/index.ts";
import type { History } from "./History.ts";

/** What cannot be done to the secrets that the clients have. */
export function secretProblems(history: History, { clients }: ResolvedSettings, now: Date): Problem[] {
  return Object.entries(clients).flatMap(([key, { secret, formerly, protect }]): Problem[] => {
    if (secret === "external") return [];
    const { rotation } = secret;
    const existing = history.secretsOf([key, ...formerly]);
    const newest = Math.max(0, ...existing);
    const { revoked } = secret;
    const problem = (message: string, setting = "rotation") => [
      { path: ["clients", key, "secret", setting], message },
    ];
    if (rotation < newest) {
      return problem(
        `found ${rotation}, but the secret of rotation ${newest} exists and may be in use; a lower number would delete it. It only goes up: leave ${newest}, or ${newest + 1} for a new secret`,
      );
    }
    if (protect && newest > 0 && newest < rotation && newest <= revoked) {
      return problem(
        `found ${revoked}; with "protect" the secret of rotation ${newest} stays until the new one has been made. Leave ${newest - 1}, run pulumi up, then revoke it`,
        "revoked",
      );
    }
    // The secret that exists keeps its own date; this one would be of no use to anybody.
    if (!existing.includes(rotation) && Date.parse(secret.endDate) <= now.getTime()) {
      return [
        {
          path: ["clients", key, "secret", "expires"],
          message: `${secret.expires} has passed, and a secret is to be made; give a date within the next 24 months, or a duration like 180d`,
        },
      ];
    }
    return [];
  });
}

/** The secrets that a client's newest one finds, by rotation: the one that stays beside it (0 for none), and those that end. */
export interface EarlierSecrets {
  previous: number;
  ending: number[];
  /** Id of the application that the one that stays is of. */
  previousOf?: string | undefined;
}

/**
 * What becomes of a client's earlier secrets: the latest one that there is stays until it is revoked, all others end. One that is not
 * there is never made again: nobody would hold it.
 *
 * @param history nothing where the state could not be read: then the one before is taken to be there
 */
export function earlierSecrets(
  history: History | undefined,
  key: string,
  { secret: { rotation, revoked }, formerly }: { secret: SecretSettings; formerly: string[] },
): EarlierSecrets {
  const there = history?.secretsOf([key, ...formerly]) ?? [rotation - 1];
  const latest = Math.max(0, ...there.filter((number) => number < rotation));
  const previous = latest > revoked ? latest : 0;
  return {
    previous,
    previousOf: history?.holderOf([key, ...formerly], previous),
    ending: there.filter((number) => number > 0 && number < rotation && number !== previous),
  };
}

/** What a revocation means to whoever still uses the secret. */
export function revocationNotices(history: History, { clients }: ResolvedSettings): string[] {
  return Object.entries(clients).flatMap(([key, client]) => {
    const { secret, formerly } = client;
    const ending =
      secret === "external"
        ? history.secretsOf([key, ...formerly])
        : earlierSecrets(history, key, { secret, formerly }).ending.filter(
            (number) => number <= secret.revoked,
          );
    return ending.map(
      (number) =>
        `Client ${key}: the secret of rotation ${number} is revoked and removed: whoever still uses it gets AADSTS7000215.`,
    );
  });
}
