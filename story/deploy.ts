import type { Run } from "../sandbox/engine/index.ts";
import { firstDifference, remember } from "./remember.ts";
import type { Scene, Step, Tell } from "./scene.ts";

const NO_CHANGES = "no changes";

/** Steps 1 to 4 of the guide, planned: nothing is changed, and all names can be read already. */
export const preview: Step = {
  title: "pulumi preview",
  async run(scene, tell) {
    const { changes } = await scene.deployed.preview({ onOutput: lines(tell) });
    scene.check("the preview plans creations only", "create", Object.keys(changes).join(", "));
    planned.set(scene, changes);
    return counted(changes);
  },
};

/** Steps 1 to 4 of the guide, done. */
export const up: Step = {
  title: "pulumi up",
  async run(scene, tell) {
    const { changes } = await scene.deployed.up({ onOutput: lines(tell) });
    const plan = planned.get(scene);
    if (plan) scene.check("up does what the preview said", counted(plan), counted(changes));
    // Else "as before" at the end would say nothing.
    scene.check("both sides have changed", "entra, choreo", changedSides(scene));
    return counted(changes);
  },
};

export const previewAgain: Step = {
  title: "pulumi preview, again",
  async run(scene, tell) {
    const run = await scene.deployed.preview({ onOutput: lines(tell) });
    scene.check("a second preview has nothing to do", NO_CHANGES, outcome(run));
    return outcome(run);
  },
};

export const destroy: Step = {
  title: "pulumi destroy",
  async run(scene, tell) {
    const { changes } = await scene.deployed.destroy({ onOutput: lines(tell) });
    scene.check("destroy deletes only", "delete", Object.keys(changes).join(", "));
    return counted(changes);
  },
};

function changedSides(scene: Scene): string {
  const now = remember(scene.running);
  const sides = ["entra", "choreo"] as const;
  return sides.filter((side) => firstDifference(scene.before?.[side], now[side])).join(", ");
}

const planned = new WeakMap<Scene, Record<string, number>>();

/** Pulumi's last line so far. */
export function lines(tell: Tell): (text: string) => void {
  return (text) => {
    const last = text.split("\n").findLast((line) => line.trim());
    if (last) tell(last.trim());
  };
}

/** `no changes`, or what changes: `ServicePrincipal books: appRoleAssignmentRequired`. */
export function outcome({ steps }: Run): string {
  const shown = steps.map(({ type, name, diffs }) => {
    const kind = type.slice(type.lastIndexOf(":") + 1);
    return diffs.length > 0 ? `${kind} ${name}: ${diffs.join(", ")}` : `${kind} ${name}`;
  });
  // In an order of their own: the engine's differs from run to run.
  return shown.length > 0 ? shown.sort().join("; ") : NO_CHANGES;
}

/** `24 to create`-like sums, without the resources that stay. */
function counted(changes: Record<string, number>): string {
  const parts = Object.entries(changes).filter(([op]) => op !== "same");
  return parts.length > 0 ? parts.map(([op, count]) => `${op} ${count}`).join(", ") : NO_CHANGES;
}
