import type { Problem, ResolvedSettings } from "../../settings/index.ts";
import type { History } from "./History.ts";

/** What cannot be done to the secrets that the clients have. */
export function secretProblems(history: History, { clients, protect }: ResolvedSettings): Problem[] {
  return Object.entries(clients).flatMap(([key, { secret, formerly }]): Problem[] => {
    const { rotation } = secret;
    const newest = newestRotation(history, [key, ...formerly]);
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
    return [];
  });
}

function newestRotation(history: History, names: string[]): number {
  const numbers = history.all("password").flatMap(({ name }) => {
    const [, client, number] = /^(.*)-(\d+)$/.exec(name) ?? [];
    return client !== undefined && names.includes(client) ? [Number(number)] : [];
  });
  return Math.max(0, ...numbers);
}
