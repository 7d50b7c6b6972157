import type { Problem, ResolvedSettings } from "../../settings/index.ts";
import type { History } from "./History.ts";

/** What cannot be done to the secrets that the clients have. */
export function secretProblems(
  history: History,
  { clients, protect }: ResolvedSettings,
  now: Date,
): Problem[] {
  return Object.entries(clients).flatMap(([key, { secret, formerly }]): Problem[] => {
    const { rotation } = secret;
    const existing = rotations(history, [key, ...formerly]);
    const newest = Math.max(0, ...existing);
    const problem = (message: string) => [{ path: ["clients", key, "secret", "rotation"], message }];
    if (rotation < newest) {
      return problem(
        `found ${rotation}, but the secret of rotation ${newest} exists and may be in use; a lower number would delete it. It only goes up: leave ${newest}, or ${newest + 1} for a new secret`,
      );
    }
    if (protect && newest > 0 && rotation > newest + 1) {
      return problem(
        `found ${rotation}; with "protect" it goes up by one at a time, as the secret of rotation ${newest} is protected until the next one has been made. Set ${newest + 1}, run pulumi up, then go on`,
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

function rotations(history: History, names: string[]): number[] {
  return history.all("password").flatMap(({ name }) => {
    const [, client, number] = /^(.*)-(\d+)$/.exec(name) ?? [];
    return client !== undefined && names.includes(client) ? [Number(number)] : [];
  });
}
