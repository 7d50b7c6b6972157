import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { engineEnvironment } from "../../../sandbox/engine/index.ts";
import { ENGINE_TIMEOUT, inTempFolder, writeProgram } from "../../engine/harness.ts";
import { inProcessEngine, warmEngine } from "../../engine/warm/pool.ts";

const SOURCE = `
  import * as pulumi from "@pulumi/pulumi";
  import { RandomId } from "@pulumi/random";
  const config = new pulumi.Config();
  if (config.get("wrong")) throw new Error("what is wrong");
  const id = new RandomId("books", { byteLength: config.requireNumber("length") });
  if (config.getBoolean("more")) new RandomId("orders", { byteLength: 3 });
  export const length = id.byteLength;
  export const hidden = pulumi.secret("word");
`;
/** Of the summary. */
const COUNT = /(\d+) (created|updated|replaced|deleted|to create|to replace|unchanged)$/gm;
/** What differs from run to run, and what only the engine writes. */
const VOLATILE = /^(lastUpdate|resourceCount|manifest|state|metadata|ciphertext)$/;
const settled = (text: string) =>
  JSON.parse(text, (key, value) => (VOLATILE.test(key) ? undefined : value)) as unknown;

type Pulumi = (...args: string[]) => Promise<{ exitCode: number; told: unknown }>;

/** A stack's life by the commands of the tools. @returns what each told, and how it ended */
async function life(pulumi: Pulumi, folder: string): Promise<unknown[]> {
  const told: unknown[] = [];
  const say = async (...args: string[]) => told.push([args, await pulumi(...args)]);
  const file = join(folder, "Pulumi.pr-1.yaml");
  const write = async (changes: string) =>
    writeFile(file, `${(await readFile(file, "utf8")).replace(/^config:[\s\S]*/m, "")}config:\n${changes}`);
  const on = ["--stack", "pr-1"];
  await say("stack", "ls", "--json");
  await say("stack", "export", ...on);
  await say("stack", "init", "pr-1", "--no-select", "--secrets-provider", "hashivault://tests");
  await say("stack", "init", "pr-1", "--no-select", "--secrets-provider", "hashivault://tests");
  await say("config", "cp", "--stack", "nosuch", "--dest", "pr-1");
  await write("  choreo-azuread:length: 2\n  choreo-azuread:a: { b: [1, true] }\n");
  await say("config", "set", "--secret", "choreo-azuread:s", "x", ...on);
  for (const flags of [[], ["--show-secrets"]]) await say("config", "--json", ...flags, ...on);
  await say("stack", "tag", "set", "a:b", "c", ...on);
  await say("stack", "tag", "ls", "--json", ...on);
  await say("up", "--yes", "--skip-preview", ...on);
  await say("stack", "output", "--json", ...on);
  await say("stack", "output", "--json", "--show-secrets", ...on);
  await say("stack", "rm", "--yes", "pr-1");
  await write("  choreo-azuread:length: 3\n  choreo-azuread:more: true\n");
  await say("preview", ...on, "--save-plan", join(folder, "plan.json"));
  await say("up", "--yes", "--skip-preview", ...on);
  await say("up", "--yes", "--skip-preview", ...on);
  await write("  choreo-azuread:length: 3\n  choreo-azuread:wrong: true\n");
  await say("preview", ...on);
  await say("refresh", "--preview-only", "--run-program", ...on);
  const resource = { type: "random:index/randomId:RandomId", name: "r", logicalName: "taken", id: "AAEC" };
  const taken = join(folder, "import.json");
  await writeFile(taken, JSON.stringify({ nameTable: {}, resources: [resource] }));
  await say("import", "--file", taken, "--yes", "--protect=true", "--generate-code=false", ...on);
  await say("stack", "export", ...on);
  await say("stack", "import", ...on);
  await say("stack", "export", ...on);
  const locks = join(folder, "state", ".pulumi", "locks", "organization", "choreo-azuread", "pr-1");
  await mkdir(locks, { recursive: true });
  const owner = { pid: 7, username: "runner", hostname: "gone", timestamp: "2026-01-01T00:00:00Z" };
  await writeFile(join(locks, "a0000000-0000-4000-8000-000000000001.json"), JSON.stringify(owner));
  await say("destroy", "--yes", "--skip-preview", ...on);
  await say("cancel", "--yes", ...on);
  await say("destroy", "--remove", "--yes", "--skip-preview", ...on);
  await say("stack", "ls", "--json");
  return told;
}

/** What tools read of it. */
function read(args: string[], { exitCode, all, stdout }: { exitCode: number; all: string; stdout: string }) {
  if (exitCode !== 0) {
    const reasons = /what is wrong|no stack named '\S+' found|already exists|still has resources/.exec(all);
    const lock = /currently locked by 1 lock|runner@gone \(pid 7\) at 2026-01-01T00:00:00Z/g;
    return { exitCode, told: [reasons?.[0], ...(all.match(lock) ?? [])] };
  }
  // What it did is in the state.
  if (args[0] === "import") return { exitCode, told: [] };
  if (args[1] === "export") return { exitCode, told: resourcesIn(stdout) };
  if (args.includes("--json")) return { exitCode, told: settled(stdout) };
  return { exitCode, told: [...all.matchAll(COUNT)].map((found) => found.slice(1).join(" ")) };
}

interface Exported {
  deployment: { resources: { type: string; urn: string; protect?: boolean }[] };
}

const resourcesIn = (text: string) =>
  (JSON.parse(text) as Exported).deployment.resources
    .filter(({ type }) => !type.startsWith("pulumi:providers:"))
    .map(({ urn, protect = false }) => ({ urn, protect }))
    .sort((a, b) => a.urn.localeCompare(b.urn));

/** Without protection, as somebody edits it. */
const edited = (text: string) => text.replaceAll(/"protect": true/g, '"protect": false');

test(
  "the commands of the tools tell the same of a stack in process as of one through the engine",
  () =>
    inTempFolder(async (root) => {
      const [engine, inProcess] = await Promise.all(
        [warmEngine, inProcessEngine].map(async (start, index) => {
          const { engine, env } = await start();
          const folder = join(root, String(index), "program");
          const state = join(folder, "state");
          await mkdir(state, { recursive: true });
          await writeProgram(folder, SOURCE);
          let exported = "";
          return life(async (...args) => {
            const done = await execa("pulumi", [...args, "--non-interactive", "--color", "never"], {
              ...{ cwd: folder, env: engineEnvironment(engine, state, env), extendEnv: false },
              ...{ reject: false, all: true, input: args[1] === "import" ? edited(exported) : "" },
            });
            if (args[1] === "export") exported = done.stdout;
            return read(args, { ...done, exitCode: done.exitCode ?? 1 });
          }, folder);
        }),
      );
      const [first, second] = [engine, inProcess].map((told) =>
        JSON.parse(JSON.stringify(told).replaceAll(/\/\d\/program\//g, "/")),
      );
      expect(second).toEqual(first);
    }),
  ENGINE_TIMEOUT,
);
