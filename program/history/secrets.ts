import type { Problem, ResolvedSettings } from "../../settings/index.ts";
import type { History } from "./History.ts";

/**
 * What cannot be done to the secrets that the clients have.
 *
 * @param history nothing where the state is unknown: then every secret counts as one to be made
 */
export function secretProblems(
  history: History | undefined,
  { clients, protect }: ResolvedSettings,
  now: Date,
): Problem[] {
  return Object.entries(clients).flatMap(([key, client]): Problem[] => {
    const { rotation, endDate, expires } = client.secret;
    const made = history ? rotationsOf(history, [key, ...client.formerly]) : [];
    const newest = Math.max(0, ...made);
    const problem = (name: "rotation" | "expires", message: string) => [
      { path: ["clients", key, "secret", name], message },
    ];
    if (rotation < newest) {
      return problem(
        "rotation",
        `found ${rotation}, but the secret of rotation ${newest} exists and may be in use; a lower number would delete it. It only goes up: leave ${newest}, or ${newest + 1} for a new secret`,
      );
    }
    if (protect && newest > 0 && rotation > newest + 1) {
      return problem(
        "rotation",
        `found ${rotation}; with "protect" it goes up by one at a time, as the secret of rotation ${newest} is protected until the next one has been made. Set ${newest + 1}, run pulumi up, then go on`,
      );
    }
    const needed = rotation > 1 ? [rotation - 1, rotation] : [rotation];
    const missing = needed.filter((number) => !made.includes(number));
    return missing.length > 0 && Date.parse(endDate) <= now.getTime()
      ? problem(
          "expires",
          `${expires} is in the past, and the secret of rotation ${missing.join(" and ")} is still to be made; give a later date`,
        )
      : [];
  });
}

function rotationsOf(history: History, names: string[]): number[] {
  return history.all("password").flatMap(({ name }) => {
    const [, client, number] = /^(.*)-(\d+)$/.exec(name) ?? [];
    return client !== undefined && names.includes(client) ? [Number(number)] : [];
  });
}
