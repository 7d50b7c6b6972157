import type { AccessModel } from "../../access/index.ts";
import { code, count } from "./escape.ts";
import { fact, gravestFirst, pairs } from "./fact.ts";
import { PASSWORD_TYPE } from "./state.ts";
import type { Comparison, ResourceStep, SecretFact } from "./types.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 30;
/** What a model says in place of a lifetime where the client keeps a secret of its own. */
const EXTERNAL = "external";

/** Secrets that rotate, are made or withdrawn by this change, get another lifetime, or end soon. */
export function secretFacts(before: AccessModel, comparison: Comparison): SecretFact[] {
  const rotated = new Set(
    pairs(before.clients, comparison.after.clients).flatMap(([client, was, is]) =>
      was && is && was.secret.rotation !== is.secret.rotation ? [secretName(client, is.secret.rotation)] : [],
    ),
  );
  return [
    ...pairs(before.clients, comparison.after.clients).flatMap(([client, was, is]) => {
      if (!was || !is) return [];
      if ((was.secret.expires === EXTERNAL) !== (is.secret.expires === EXTERNAL))
        return [
          is.secret.expires === EXTERNAL
            ? fact(
                4,
                `Client ${code(client)} has to have a secret of its own: this stack makes none for it any more.`,
              )
            : fact(3, `Client ${code(client)} gets a secret of this stack; those that it has stay.`),
        ];
      const rotates =
        was.secret.rotation === is.secret.rotation
          ? []
          : [rotationFact(client, [was.secret.rotation, is.secret.rotation], comparison)];
      const lives =
        was.secret.expires === is.secret.expires
          ? []
          : [
              fact(
                2,
                `New secrets of client ${code(client)} live ${code(is.secret.expires)} (before: ${code(was.secret.expires)}); those that exist keep their end.`,
              ),
            ];
      return [...rotates, ...lives];
    }),
    ...comparison.steps.filter(({ op, name }) => op !== "create" || !rotated.has(name)).flatMap(passwordFact),
    ...expiring(comparison),
  ].sort(gravestFirst);
}

/** How components/step3-azure-client-app/clientSecrets.ts names them. */
function secretName(client: string, rotation: number | string): string {
  return `${client}-${rotation}`;
}

function rotationFact(
  client: string,
  [from, to]: [number | string, number | string],
  { secrets, steps }: Comparison,
): SecretFact {
  const old = secrets.find(({ name }) => name === secretName(client, from));
  const goes = steps.some(({ urn, op }) => urn === old?.urn && (op === "delete" || op === "replace"));
  const meanwhile = goes
    ? "The old one **stops working at once**"
    : old
      ? `The old one works until ${old.expires.slice(0, 10)} or the next rotation, whichever is first`
      : "There is no old one in the state";
  return {
    ...fact(
      goes ? 5 : 4,
      `The secret of client ${code(client)} **rotates** (${code(String(from))} to ${code(String(to))}): hand out the new one. ${meanwhile}.`,
    ),
    ...(goes && old ? { stops: old.name } : {}),
  };
}

function passwordFact({ token, op, name }: ResourceStep): SecretFact[] {
  if (token !== PASSWORD_TYPE) return [];
  if (op === "create") return [fact(2, `A client secret is made: ${code(name)}.`)];
  if (op === "delete")
    return [
      {
        ...fact(4, `The client secret ${code(name)} is withdrawn: it **stops working at once**.`),
        stops: name,
      },
    ];
  if (op === "replace")
    return [
      {
        ...fact(4, `The client secret ${code(name)} is replaced by a new one: it **stops working at once**.`),
        stops: name,
      },
    ];
  return [];
}

/** A secret that this change withdraws or replaces anyway is not worth a warning. */
function expiring({ secrets, steps, now, expiryDays = DEFAULT_DAYS }: Comparison): SecretFact[] {
  const going = new Set(steps.filter(({ op }) => op === "delete" || op === "replace").map(({ urn }) => urn));
  return secrets
    .filter(({ urn }) => !going.has(urn))
    .flatMap(({ name, expires }) => {
      const days = Math.floor((Date.parse(expires) - now.getTime()) / DAY_MS);
      if (Number.isNaN(days) || days >= expiryDays) return [];
      const date = expires.slice(0, 10);
      return days < 0
        ? [fact(5, `The client secret ${code(name)} **expired** on ${date}.`)]
        : [fact(4, `The client secret ${code(name)} expires on ${date}, in ${count(days, "day")}.`)];
    });
}
