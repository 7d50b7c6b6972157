import { readFile } from "node:fs/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { parse } from "yaml";
import { importTool } from "../cli/import/tool.ts";
import { runTool } from "../cli/shared/run.ts";
import type { Report } from "../cli/survey/report.ts";
import { surveyTool } from "../cli/survey/tool.ts";
import { openStack, projectFolder, type Run } from "../sandbox/engine/index.ts";
import { everyCall } from "../sandbox/hand-made/everyCall.ts";
import { type HandMade, makeByHand } from "../sandbox/hand-made/index.ts";
import * as seed from "../sandbox/seed.ts";
import { startSandbox } from "../sandbox/start.ts";
import { firstDifference, remember } from "./remember.ts";
import type { Scene, Step } from "./scene.ts";

// What was made by hand: surveyed, imported into a stack, changed through Pulumi. Nobody who could call before may notice, and nobody else
// may be able to.

const { eve } = seed.entra.users;
const CLIENT = "Storefront";
const APIS = ["Kunden Portal", "books"];

/** What is known of the world before the stack has it. */
interface Found {
  made: HandMade;
  calls: Set<string>;
}
const found = new WeakMap<Scene, Found>();

const world: Step = {
  title: "Start Entra ID, Choreo and its gateway, with what people made by hand",
  async run(scene) {
    scene.sandbox = await startSandbox(scene.where);
    const { env, tls } = scene.sandbox;
    setDefaultCACertificates([...getCACertificates("default"), tls.ca]);
    const made = await makeByHand(scene.sandbox);
    const { organization, organizationId, identityProviders } = seed.choreo;
    scene.stack = await openStack({
      folder: scene.folder,
      name: "local",
      env,
      config: {
        "azuread:tenantId": seed.entra.tenantId,
        "choreo-azuread:choreo": {
          organization,
          organizationId,
          identityProvider: identityProviders.v2.name,
        },
      },
    });
    found.set(scene, { made, calls: await everyCall(scene.sandbox, made) });
    scene.before = remember(scene.sandbox);
    return `${Object.keys(made.apis).length} APIs, ${Object.keys(made.clients).length} clients, ${foundIn(scene).calls.size} calls are let through`;
  },
};

const survey: Step = {
  title: "npm run survey",
  async run(scene) {
    const lines: string[] = [];
    const terminal = { out: (text: string) => void lines.push(text), err: () => undefined };
    const { organizationId, identityProviders } = seed.choreo;
    const where = ["--identity-provider", identityProviders.v2.name, "--organization-id", organizationId];
    const args = [...where, "--json"];
    const code = await runTool(() => surveyTool(args, { terminal, env: scene.deployed.env }), terminal);
    if (code !== 0) throw new Error(lines.join("\n"));
    const { chains } = JSON.parse(lines.join("\n")) as Report;
    const holding = chains.filter(({ holds }) => holds);
    scene.check(
      `the chains of ${CLIENT} hold`,
      APIS.join(", "),
      holding
        .filter(({ client }) => client === CLIENT)
        .map(({ api }) => api)
        .sort()
        .join(", "),
    );
    return `${holding.length} chains hold, ${chains.length - holding.length} are broken`;
  },
};

const take: Step = {
  title: `npm run import -- --client ${CLIENT}`,
  async run(scene) {
    const lines: string[] = [];
    const terminal = {
      out: (text: string) => void lines.push(text),
      err: (text: string) => void lines.push(text),
    };
    const where = ["--stack", "local", "--cwd", projectFolder, "--config-file", scene.deployed.configFile];
    const args = [...where, "--client", CLIENT, "--yes"];
    const code = await runTool(() => importTool(args, { terminal, env: scene.deployed.env }), terminal);
    if (code !== 0) throw new Error(lines.join("\n"));
    scene.check("neither service has changed", "as before", changeIn(scene));
    return lines.find((line) => line.startsWith("In the state")) ?? "";
  },
};

const previewIt: Step = {
  title: "pulumi preview",
  async run(scene) {
    const claims = APIS.map((api) => `update ApiPermissions ${api}`).join(", ");
    const steps = stepsOf(await scene.deployed.preview());
    scene.check("nothing is to be done but to note the stack's claims", claims, steps);
    return steps;
  },
};

const upIt: Step = {
  title: "pulumi up",
  async run(scene) {
    await scene.deployed.up();
    scene.check("a preview has nothing to do then", "", stepsOf(await scene.deployed.preview()));
    const { made, calls } = foundIn(scene);
    const now = await everyCall(scene.running, made);
    scene.check(
      "with the same ids and secrets, every person calls what they could call before, and nothing else",
      "no difference",
      difference(calls, now),
    );
    return `${now.size} calls are let through, the same ones`;
  },
};

const change: Step = {
  title: `Assign ${eve.userPrincipalName} to books, pulumi up`,
  async run(scene) {
    const { config } = parse(await readFile(scene.deployed.configFile, "utf8"));
    config["choreo-azuread:apis"].books.assigned.users.push(eve.userPrincipalName);
    await scene.deployed.setConfig(config);
    const steps = stepsOf(await scene.deployed.preview());
    scene.check("one assignment is made", `create AppRoleAssignment books-user-${eve.id}`, steps);
    await scene.deployed.up();
    const { made, calls } = foundIn(scene);
    const now = await everyCall(scene.running, made);
    const isHers = (call: string) =>
      call.startsWith(`${eve.userPrincipalName} | `) && call.includes(" | books | ");
    const others = new Set([...now].filter((call) => !isHers(call)));
    scene.check("nobody else gains or loses anything", "no difference", difference(calls, others));
    const hers = [...now].filter(isHers);
    scene.check(
      "she reads books through it",
      "true",
      String(hers.some((call) => call.endsWith("storefront | books | GET /books"))),
    );
    return `she can make ${hers.length} calls`;
  },
};

const refused: Step = {
  title: "pulumi destroy",
  async run(scene) {
    const before = remember(scene.running);
    const { exitCode } = await scene.deployed.destroy({ flags: ["--skip-preview=false"], mayFail: true });
    scene.check("what was there before is protected", "refused", exitCode === 0 ? "done" : "refused");
    scene.check(
      "nothing is deleted",
      "no difference",
      firstDifference(before, remember(scene.running)) ?? "no difference",
    );
    return "refused";
  },
};

/** From what was made by hand to a change through Pulumi. */
export const adoption: readonly Step[] = [world, survey, take, previewIt, upIt, change, refused];

function foundIn(scene: Scene): Found {
  return found.get(scene) as Found;
}

function changeIn(scene: Scene): string {
  return firstDifference(scene.before, remember(scene.running)) ?? "as before";
}

function stepsOf({ steps }: Run): string {
  return steps
    .map(({ op, type, name }) => `${op} ${type.slice(type.lastIndexOf(":") + 1)} ${name}`)
    .sort()
    .join(", ");
}

function difference(before: ReadonlySet<string>, after: ReadonlySet<string>): string {
  const lost = [...before].filter((call) => !after.has(call)).map((call) => `- ${call}`);
  const gained = [...after].filter((call) => !before.has(call)).map((call) => `+ ${call}`);
  return [...lost, ...gained].join("; ") || "no difference";
}
