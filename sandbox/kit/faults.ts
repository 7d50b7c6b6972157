import { z } from "zod";

const answerSchema = z.union([
  z.strictObject({
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
  }),
  z.strictObject({ drop: z.enum(["before", "after"]) }),
  z.strictObject({ delayMs: z.int().min(0).max(60_000) }),
  /** Until the faults are set anew. */
  z.strictObject({ hold: z.literal(true) }),
]);

/** The shape of `POST /_sandbox/faults`. */
export const faultSchema = z.strictObject({
  match: z.strictObject({
    /** HTTP method, or several: `POST|PATCH`. Any if absent. */
    method: z.string().optional(),
    /** Regular expression that is searched for in the path with its query. */
    path: z.string().optional(),
  }),
  /** How many matching requests pass untouched first. Default 0. */
  skip: z.int().min(0).default(0),
  /** How many matching requests are hit after that. Default 1. */
  times: z.int().min(1).default(1),
  then: answerSchema,
});

/**
 * One planned misbehaviour of an emulator.
 *
 * @example `{ match: { method: "POST", path: "/applications$" }, skip: 1, times: 2, then: { status: 503 } }`
 */
export type Fault = z.input<typeof faultSchema>;
export type FaultAnswer = z.output<typeof answerSchema>;

/** Counts matching requests and says which of them go wrong, and how. */
export class FaultPlan {
  #faults: (z.output<typeof faultSchema> & { seen: number })[] = [];
  #setAnew = Promise.withResolvers<void>();

  set(faults: Fault[]): void {
    this.#faults = faults.map((fault) => ({ ...faultSchema.parse(fault), seen: 0 }));
    this.#setAnew.resolve();
    this.#setAnew = Promise.withResolvers();
  }

  /** Settles when the faults are set anew. */
  get setAnew(): Promise<void> {
    return this.#setAnew.promise;
  }

  /** The answer planned for this request; each fault that matches counts the request, the first one due wins. */
  next(method: string, pathAndQuery: string): FaultAnswer | undefined {
    let due: FaultAnswer | undefined;
    for (const fault of this.#faults) {
      const { match, skip, times, then } = fault;
      if (match.method && !match.method.toUpperCase().split("|").includes(method.toUpperCase())) continue;
      if (match.path && !new RegExp(match.path).test(pathAndQuery)) continue;
      const turn = fault.seen++;
      if (turn >= skip && turn < skip + times) due ??= then;
    }
    return due;
  }
}
