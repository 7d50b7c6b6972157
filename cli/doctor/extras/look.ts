import { Forbidden } from "../reader.ts";
import type { Extra, Found } from "./extra.ts";

/** One kind of extras. */
type Look = () => Promise<Extra[]>;

/** Looks for each kind; what these credentials may not read is named instead of ending the look. */
export async function lookForEach(looks: readonly Look[]): Promise<Found> {
  const found = await Promise.all(
    looks.map((look) =>
      look().catch((error: unknown) => {
        if (error instanceof Forbidden) return error;
        throw error;
      }),
    ),
  );
  const unseen = found.filter((each) => each instanceof Forbidden).map(({ what }) => what);
  return {
    extras: found.flatMap((each) => (each instanceof Forbidden ? [] : each)),
    unseen: [...new Set(unseen)],
  };
}
