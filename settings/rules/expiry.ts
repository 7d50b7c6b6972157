const DAY_MS = 24 * 60 * 60 * 1000;
const LONGEST_MONTHS = 24;

export const EXPIRES = "allowed is a duration like 180d, 26w, 6m or 2y, or a date like 2027-03-31";

/**
 * When a secret that is made now expires. A duration counts from the start of the day (UTC), so that a preview and the `up` after
 * it say the same; a date is its own first moment. It may have passed: a secret that exists keeps its own date, and only where one
 * is to be made is a date of the past refused (program/history/secrets.ts).
 *
 * @param expires `180d`, `26w`, `6m`, `2y`, or a date: `2027-03-31`
 * @returns RFC 3339 with seconds (`2027-03-31T00:00:00Z`, the form that Entra echoes), or what is wrong
 */
export function parseExpiry(expires: string, now: Date): { endDate: string } | { problem: string } {
  const today = startOfDay(now);
  const end = endOf(expires, today);
  if (!end) {
    return {
      problem: `found ${JSON.stringify(expires)}; ${EXPIRES}`,
    };
  }
  const latest = addMonths(today, LONGEST_MONTHS);
  if (end.getTime() > latest.getTime()) {
    return {
      problem: `${expires} is beyond ${LONGEST_MONTHS} months (${day(latest)}), the longest that Entra's portal allows`,
    };
  }
  return { endDate: `${day(end)}T00:00:00Z` };
}

function endOf(expires: string, today: Date): Date | undefined {
  const duration = /^([1-9]\d{0,4})([dwmy])$/.exec(expires);
  if (duration) {
    const count = Number(duration[1]);
    if (duration[2] === "d") return new Date(today.getTime() + count * DAY_MS);
    if (duration[2] === "w") return new Date(today.getTime() + count * 7 * DAY_MS);
    return addMonths(today, duration[2] === "m" ? count : count * 12);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires)) return undefined;
  const date = new Date(`${expires}T00:00:00Z`);
  // 2027-02-30 is taken as 2 March by Date; it is a typo.
  return !Number.isNaN(date.getTime()) && day(date) === expires ? date : undefined;
}

/** The last day of a shorter month stands for the days it lacks: 31 August and 6 months is 28 February. */
function addMonths(date: Date, months: number): Date {
  const month = date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), lastDay)));
}

function startOfDay(date: Date): Date {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()));
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Whole days from now until an RFC 3339 date; negative when it has passed. */
export function daysUntil(endDate: string, now: Date): number {
  return Math.floor((Date.parse(endDate) - now.getTime()) / DAY_MS);
}
