import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { ImportFile } from "../../cli/shared/importFile.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import { type ExportedState, projectFolder, type Run, type RunOptions } from "../../sandbox/engine/index.ts";
import { Deployment } from "./deployment.ts";
import { inEnvironment, toOutput } from "./environment.ts";
import { entriesOf } from "./imports.ts";
import { type Plan, planOf } from "./plan.ts";
import type { Named, PolicyCheck } from "./policies.ts";
import { runProgram } from "./program.ts";
import { type Providers, startProviders } from "./providers.ts";
import {
  exported,
  type Goal,
  hidden,
  imported,
  type Kept,
  plain,
  STACK_TYPE,
  sealed,
  urnOf,
} from "./state.ts";

export interface InProcessOptions {
  name?: string;
  /** Folder with `Pulumi.yaml`. Default: this project. */
  program?: string;
  config: Record<string, unknown>;
  env: Record<string, string>;
  /** Asked when the program has ended. */
  policies?: PolicyCheck | undefined;
}

interface Project {
  name: string;
  main?: string;
  config?: Record<string, { default?: unknown }>;
}

/** What a run of the program needs. */
interface Program {
  deployment: Deployment;
  register: Deployment["register"];
  providers: Providers;
  /** What there was, as the engine's function gives it. */
  before: Values;
}

export interface InProcessRunOptions extends RunOptions {
  /** The number of the write, from 0, that fails with {@link CUT}: what is under way ends, and nothing else is begun. */
  cutAt?: number | undefined;
}

type Command = "up" | "preview" | "refresh" | "destroy";
/** After which a run that does not end says what it waits for. */
const LATE_MS = 60_000;
const FLAGS = ["--refresh", "--run-program", "--expect-no-changes", "--skip-preview=false", "--preview-only"];

/**
 * A stack as sandbox/engine has it, run in this process: the real program, the real handlers and the stand-in plugins against the
 * emulators, with steps decided as the engine decides them. A run takes a tenth of a second instead of two. Which suites run so, and that
 * they run through the engine too: CONTRIBUTING.md.
 */
export class InProcessStack {
  readonly name: string;
  /** The environment of every run; may be changed between runs. */
  readonly env: Record<string, string>;
  readonly #main: string;
  readonly #project: Project;
  #config: Record<string, unknown> = {};
  #state: Kept[] = [];
  #events: () => object[] = () => [];
  /** Of the last run of the program, in its order. */
  #named: Named[] = [];
  #last: Deployment | undefined;
  readonly #policies: PolicyCheck | undefined;

  constructor({ name = "local", program = projectFolder, config, env, policies }: InProcessOptions) {
    this.name = name;
    this.env = env;
    this.#policies = policies;
    this.#project = parse(readFileSync(join(program, "Pulumi.yaml"), "utf8")) as Project;
    // This project's own only looks at the version of Node.js, and would keep the program of an earlier run.
    const { main = "index.ts" } = this.#project;
    this.#main = join(program, main === "main.mjs" ? "index.ts" : main);
    this.setConfig(config);
  }

  async setConfig(config: Record<string, unknown>): Promise<void> {
    const { name, config: declared = {} } = this.#project;
    const defaults = Object.entries(declared).map(([key, { default: value }]) => [`${name}:${key}`, value]);
    this.#config = { ...Object.fromEntries(defaults), ...structuredClone(config) };
  }

  up = (options: InProcessRunOptions = {}): Promise<Run> => this.#run("up", options);
  preview = (options: RunOptions = {}): Promise<Run> => this.#run("preview", options);
  refresh = (options: RunOptions = {}): Promise<Run> => this.#run("refresh", options);
  destroy = (options: RunOptions = {}): Promise<Run> => this.#run("destroy", options);
  drift = (options: RunOptions = {}): Promise<Run> =>
    this.#run("refresh", { ...options, flags: [...(options.flags ?? []), "--preview-only"] });

  /** @param options.secrets show secrets in clear; default false: `"[secret]"` */
  async outputs<T = Record<string, unknown>>({ secrets = false } = {}): Promise<T> {
    const outputs = this.#state.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
    return (secrets ? plain(outputs) : hidden(outputs)) as T;
  }

  async exportState(): Promise<ExportedState> {
    return exported(this.#state);
  }

  async importState(state: ExportedState): Promise<void> {
    this.#state = imported(state);
  }

  /** What `pulumi stack export` prints of it, and what `pulumi preview --event-log` writes of a preview. */
  async record(): Promise<{ state: string; events: string }> {
    await this.preview({ mayFail: true });
    return { state: JSON.stringify(exported(this.#state)), events: this.eventLog };
  }

  /** What `--event-log` writes of the last run. */
  get eventLog(): string {
    return this.#events()
      .map((event) => JSON.stringify(event))
      .join("\n");
  }

  /** What `--save-plan` writes of the last run. */
  get plan(): Plan {
    return planOf(this.#config, this.#named, this.#last?.steps ?? []);
  }

  /** Takes in what an import file says, as `pulumi import --file` does. */
  async import(file: ImportFile): Promise<void> {
    await inEnvironment(this.env, async () => {
      const providers = await startProviders(this.env, this.#config);
      const { entry, ...stack } = this.#stack;
      const there = this.#state.length > 0 ? this.#state : [entry];
      this.#state = [...there, ...(await entriesOf(file, stack, providers))];
    });
  }

  async #run(command: Command, { mayFail = false, flags = [], cutAt }: InProcessRunOptions): Promise<Run> {
    const unknown = flags.filter((flag) => !FLAGS.includes(flag));
    if (unknown.length > 0) throw new Error(`the in-process engine does not know ${unknown.join(" ")}`);
    const has = (flag: string) => flags.includes(flag);
    if (command === "up" && has("--skip-preview=false")) {
      const previewed = await this.#run("preview", { mayFail });
      if (previewed.exitCode !== 0) return previewed;
    }
    const run = await inEnvironment(this.env, () =>
      this.#once(command, {
        dryRun: command === "preview" || has("--preview-only"),
        refreshFirst: has("--refresh"),
        runProgram: has("--run-program"),
        cutAt,
      }),
    );
    const changed = Object.keys(run.changes).some((op) => op !== "same");
    if (has("--expect-no-changes") && changed && run.exitCode === 0)
      fail(run, new Error("no changes were expected but changes were proposed"));
    if (run.exitCode !== 0 && !mayFail)
      throw new Error(`pulumi ${command} ended with exit code ${run.exitCode}\n${run.output}`);
    return run;
  }

  async #once(
    command: Command,
    {
      dryRun,
      refreshFirst,
      runProgram,
      cutAt,
    }: { dryRun: boolean; refreshFirst: boolean; runProgram: boolean; cutAt: number | undefined },
  ): Promise<Run> {
    const run: Run = { exitCode: 0, output: "", steps: [], changes: {}, errors: [] };
    const restore = toOutput(run);
    const providers = await startProviders(this.env, this.#config);
    const refreshing = new Deployment(structuredClone(this.#state), providers, dryRun);
    // The program is told what was there before the refresh.
    const before = refreshing.outputs;
    let current = refreshing;
    const late = setTimeout(() => {
      const log = `in process: ${command} has not ended; under way: ${current.underWay.join(", ") || "nothing"}; said: ${run.output}`;
      process.stderr.write(`${log}\n`);
    }, LATE_MS);
    try {
      if (command === "refresh" && runProgram)
        await this.#look({ deployment: refreshing, providers, before }, run);
      if (command === "refresh" || refreshFirst) {
        await refreshing.refresh();
        if (!dryRun) this.#state = refreshing.resources;
        // Of an update that refreshes first the engine tells what the update does.
        if (command === "refresh") run.steps.push(...refreshing.steps);
      }
      if (command !== "refresh") {
        current = new Deployment(refreshing.resources, providers, dryRun, cutAt);
        if (command === "destroy") await current.destroy();
        else await this.#update({ deployment: current, providers, before }, run);
        run.steps.push(...current.steps);
      }
    } catch (error) {
      await current.end();
      run.steps.push(...current.steps);
      fail(run, error as Error);
    } finally {
      clearTimeout(late);
      restore();
    }
    run.changes = current.changes;
    this.#events = () => [
      ...current.events(),
      ...run.errors.map((message) => ({ diagnosticEvent: { severity: "error", message } })),
      ...current.violations.map((policyEvent) => ({ policyEvent })),
      { summaryEvent: { resourceChanges: run.changes } },
    ];
    if (!dryRun) this.#state = current.resources;
    this.#last = current;
    return run;
  }

  get #stack(): { name: string; project: string; entry: Kept } {
    const stack = { name: this.name, project: this.#project.name };
    const urn = urnOf(stack, undefined, STACK_TYPE, `${stack.project}-${stack.name}`);
    return { ...stack, entry: { urn, type: STACK_TYPE, custom: false, inputs: {}, outputs: {} } };
  }

  /** Runs the program as it does before an update. @returns its outputs */
  async #runProgram({ deployment, register, providers, before }: Program, run: Run): Promise<Values> {
    const { entry: _, ...stack } = this.#stack;
    const invoke = async (token: string, args: Values): Promise<Values> =>
      token === "pulumi:pulumi:readStackResourceOutputs"
        ? { outputs: before }
        : providers.invoke(token, args);
    let outputs: Values = {};
    const engine = {
      stack,
      invoke,
      register,
      stackOutputs: (values: Values) => {
        outputs = values;
      },
    };
    const say = (line: string) => {
      run.output += `${line}\n`;
      if (line.startsWith("error: ")) run.errors.push(line.slice("error: ".length));
    };
    await runProgram(
      { main: this.#main, config: this.#config, dryRun: deployment.dryRun, engine, say },
      (monitor) => {
        deployment.monitor = monitor;
      },
    );
    for (const refusal of deployment.refusals) say(`error: ${refusal}`);
    if (run.errors.length > 0) throw new Error("the program has reported errors");
    return outputs;
  }

  /** Before a refresh: with the configuration of today, which changes nothing. */
  async #look(program: Omit<Program, "register">, run: Run): Promise<void> {
    const register = async (goal: Goal) => program.deployment.find(goal) ?? { outputs: {} };
    await this.#runProgram({ ...program, register }, run);
  }

  async #update(program: Omit<Program, "register">, run: Run): Promise<void> {
    const { deployment } = program;
    this.#named = [];
    const register = async (goal: Goal) => {
      const made = await deployment.register(goal);
      this.#named.push({ goal, outputs: { ...made.outputs } });
      return made;
    };
    const outputs = await this.#runProgram({ ...program, register }, run);
    deployment.stackOutputs(outputs);
    const { entry } = this.#stack;
    const told = { op: "same", urn: entry.urn, type: STACK_TYPE, old: null };
    deployment.tell(() => ({
      resOutputsEvent: { metadata: { ...told, new: { outputs: sealed(outputs) } } },
    }));
    await this.#askPolicies(deployment, entry.urn, outputs, run);
    await deployment.removeUnseen();
  }

  async #askPolicies(deployment: Deployment, stack: string, outputs: Values, run: Run): Promise<void> {
    const all = this.#named.map((each) => (each.goal.urn === stack ? { ...each, outputs } : each));
    deployment.violations.push(...((await this.#policies?.(all)) ?? []));
    for (const { policyName, enforcementLevel, message } of deployment.violations)
      run.output += `Policy: [${enforcementLevel}] ${policyName}\n${message}\n`;
    if (deployment.violations.some(({ enforcementLevel }) => enforcementLevel === "mandatory"))
      throw new Error("a mandatory policy is violated");
  }
}

function fail(run: Run, { message }: Error): void {
  run.exitCode = 255;
  run.errors.push(message);
  run.output += `error: ${message}\n`;
}
