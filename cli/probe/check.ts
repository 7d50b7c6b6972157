import type { Answer } from "./answer.ts";
import type { ChoreoLab } from "./lab/choreo.ts";
import type { EntraLab } from "./lab/entra.ts";
import type { ChoreoSide, EntraSide } from "./world.ts";

interface Assumption {
  /** `C7`, `E2`. It never changes and is never given again: documents and reports name it. */
  id: string;
  /** What this program takes for granted of the real service, as a sentence. */
  assumes: string;
  /** What it means for this program where that is not so, and what it does then. */
  otherwise: string;
  /** Only of this flavour of the control plane. */
  flavour?: "choreo" | "apim";
}

/** An assumption about the real services with the look that answers it. */
export type Check = Assumption &
  (
    | { side: "choreo"; by: "reading"; look(choreo: ChoreoSide): Promise<Answer> }
    | { side: "choreo"; by: "writing"; look(choreo: ChoreoSide, lab: ChoreoLab): Promise<Answer> }
    | { side: "entra"; by: "reading"; look(entra: EntraSide): Promise<Answer> }
    | { side: "entra"; by: "writing"; look(entra: EntraSide, lab: EntraLab): Promise<Answer> }
  );

/** Checks of one side and one way, which need not say so each. */
export function checks<Side extends Check["side"], By extends Check["by"]>(
  side: Side,
  by: By,
  all: readonly Omit<Extract<Check, { side: Side; by: By }>, "side" | "by">[],
): Check[] {
  return all.map((check) => ({ ...check, side, by }) as unknown as Check);
}
