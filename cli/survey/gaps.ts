import { ChoreoError } from "../../providers/choreo/reads.ts";
import { Forbidden } from "../doctor/reader.ts";

/** Something that these credentials may not see. */
export interface Gap {
  /** `consents` */
  what: string;
  /** Permission by its name at the service. */
  needs: string;
  /** What cannot be told without it. */
  therefore: string;
}

/** Collects what could not be seen: it is named in the report, and no end to it. */
export class Gaps {
  readonly found: Gap[] = [];

  /** @returns `otherwise` where these credentials may not read it */
  async unless<T, U>(gap: Gap, read: () => Promise<T>, otherwise: U): Promise<T | U> {
    try {
      return await read();
    } catch (error) {
      if (!isForbidden(error)) throw error;
      this.add(gap);
      return otherwise;
    }
  }

  add(gap: Gap): void {
    if (!this.found.some(({ what }) => what === gap.what)) this.found.push(gap);
  }
}

/** Choreo answers 401 also to a token that lacks the scopes of a call. */
export function isForbidden(error: unknown): boolean {
  if (error instanceof Forbidden) return true;
  const { cause } = error as { cause?: unknown };
  return cause instanceof ChoreoError && (cause.status === 401 || cause.status === 403);
}
