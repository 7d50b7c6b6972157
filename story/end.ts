import { firstDifference, remember } from "./remember.ts";
import type { Step } from "./scene.ts";

const SAME = "as before";

/** What `up` took, `destroy` gave back. */
export const asBefore: Step = {
  title: "Compare with the beginning",
  async run(scene) {
    const after = remember(scene.running);
    const { before } = scene;
    const compare = (side: "entra" | "choreo") => {
      const where = firstDifference(before?.[side], after[side]);
      return where ? `differs at ${where}` : SAME;
    };
    scene.check("Entra ID is as it was", SAME, compare("entra"));
    scene.check("Choreo is as it was", SAME, compare("choreo"));
    return [compare("entra"), compare("choreo")].every((found) => found === SAME) ? SAME : "different";
  },
};
