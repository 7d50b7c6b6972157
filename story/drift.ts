import { signIn } from "../sandbox/kit/services.ts";
import { addBookAsEve } from "./call.ts";
import { lines, outcome } from "./deploy.ts";
import { switchOffAssignment, unscopeOperation } from "./meddle.ts";
import type { Step } from "./scene.ts";

/** Two people mean well in two consoles; Pulumi shows both changes, and changes nothing itself. */
export const drift: Step = {
  title: "Meddle on both sides, then pulumi refresh --preview-only",
  async run(scene, tell) {
    const { graph, publisher } = await signIn(scene.running);
    const { books } = (await scene.outputs()).apis;
    if (!books) throw new Error("The stack has no API books.");
    await switchOffAssignment(graph, books);
    // What lives in Choreo is no drift: there is nothing that this stack would put back.
    const isOurs = !scene.variants.permissionsInChoreo;
    if (isOurs) await unscopeOperation(publisher, books, "POST /books");
    scene.check("the harm: Eve gets in, though nobody assigned her", "201", await addBookAsEve(scene));
    const run = await scene.deployed.drift({ onOutput: lines(tell) });
    const kinds = run.steps.map(({ type }) => type.slice(type.lastIndexOf(":") + 1)).sort();
    scene.check(
      "all changes are found, and nothing else",
      isOurs ? "ApiPermissions, ServicePrincipal" : "ServicePrincipal",
      kinds.join(", "),
    );
    return outcome(run);
  },
};

/** The settings are right, the consoles are not: `up` puts both back. */
export const repair: Step = {
  title: "Put both back: pulumi up --refresh --run-program",
  async run(scene, tell) {
    const run = await scene.deployed.up({ flags: ["--refresh", "--run-program"], onOutput: lines(tell) });
    const left = await scene.deployed.drift({ onOutput: lines(tell) });
    scene.check("no drift is left", "no changes", outcome(left));
    scene.check("Eve is refused again", "AADSTS50105", await addBookAsEve(scene));
    return outcome(run);
  },
};
