import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { known } from "../known.ts";
import { types } from "../resourceTypes.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Clocks differ, and the preview takes its time. */
const TOLERANCE_DAYS = 0.01;
/** What holds where the configuration says nothing. */
export const BOUNDS = { minimumDays: 7, maximumDays: 365 };

/**
 * A day that has begun counts: settings end a secret of `7d` at the midnight before the seventh day is full, and so that it is seven at
 * whatever time of the day it is made.
 */
function daysBetween(start: number, end: number): number {
  if (end % DAY_MS === 0) return (end - (start - (start % DAY_MS))) / DAY_MS;
  return Math.ceil((end - start) / DAY_MS - TOLERANCE_DAYS);
}

/**
 * A secret that lives for years outlives those who know it; one that lives for hours ends before anybody has handed it out. Counted
 * from its own start, or from now for one that is not made yet: a secret that is about to end must not stop its own rotation. Neither
 * must the one before it, which a shorter lifetime does not change and the next rotation removes.
 */
export const secretLifetime: StackValidationPolicy = {
  name: "secret-lifetime",
  description: "Client secrets live neither too long nor too short.",
  enforcementLevel: "mandatory",
  configSchema: {
    properties: {
      minimumDays: { type: "number", minimum: 0, default: BOUNDS.minimumDays },
      maximumDays: { type: "number", minimum: 1, default: BOUNDS.maximumDays },
    },
  },
  validateStack: ({ resources, getConfig }, report) => {
    const { minimumDays, maximumDays } = { ...BOUNDS, ...getConfig<Partial<typeof BOUNDS>>() };
    const secrets = resources.filter(({ type }) => type === types.password);
    for (const secret of secrets) {
      const { name, urn, props } = secret;
      const { client, rotation } = secretOf(name);
      if (secrets.some((other) => isNewer(other, client, rotation))) continue;
      const end = known(() => props.endDate as string | undefined);
      if (end === undefined) {
        report(`The secret ${name} has no end date, so Entra decides how long it lives: set one.`, urn);
        continue;
      }
      const start = known(() => props.startDate as string | undefined);
      const days = daysBetween(start ? Date.parse(start) : Date.now(), Date.parse(end));
      const set = (bound: string) =>
        `set clients.${client}.secret.expires to ${bound}${start ? `, and raise clients.${client}.secret.rotation by one: a secret that exists keeps its end` : ""}.`;
      if (days > maximumDays)
        report(
          `The secret ${name} lives ${days} days; ${maximumDays} are allowed: ${set(`${maximumDays}d or less`)}`,
          urn,
        );
      if (days < minimumDays)
        report(
          `The secret ${name} lives ${days} days; at least ${minimumDays} are needed: ${set(`${minimumDays}d or more`)}`,
          urn,
        );
    }
  },
};

/** The program names a client's secrets by their rotation, `storefront-2`; a name without a number stands for itself. */
function secretOf(name: string): { client: string; rotation: number } {
  const [, client = name, rotation = "0"] = /^(.+)-(\d+)$/.exec(name) ?? [];
  return { client, rotation: Number(rotation) };
}

function isNewer({ name }: PolicyResource, client: string, rotation: number): boolean {
  const other = secretOf(name);
  return other.client === client && other.rotation > rotation;
}
