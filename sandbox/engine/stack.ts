import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { type Engine, engineEnvironment, findEngine } from "./engine.ts";
import { type RunSummary, summarize } from "./events.ts";
import { projectFolder } from "./folders.ts";

export interface StackOptions {
  /** Folder for this stack alone: state, configuration, event logs. Made when absent. */
  folder: string;
  /** Stack name. Default `local`. */
  name?: string;
  /** Folder with `Pulumi.yaml`. Default: this project. */
  program?: string;
  /** Stack configuration by full key (`azuread:tenantId`), structured; default: that of the program's `Pulumi.<name>.yaml`. */
  config?: Record<string, unknown>;
  /**
   * The stack is in the backend already and its stack file in `folder`: what another checkout of the team starts from. That file's
   * configuration stays, unless there is another one in these options.
   */
  existing?: boolean;
  /** Of a new stack, as `pulumi stack init --secrets-provider` takes it. Default: the sandbox's passphrase. */
  secretsProvider?: string | undefined;
  /** Environment on top of {@link engineEnvironment}; usually `sandbox.env`. */
  env?: Record<string, string>;
  /** Default: the one of the bootstrap, {@link findEngine}. */
  engine?: Engine;
}

export interface RunOptions {
  /** Return a failed run instead of throwing {@link PulumiRunError}. */
  mayFail?: boolean;
  /** More flags, e.g. `["--expect-no-changes"]`. */
  flags?: string[];
  /** Called with each piece of output as it comes. */
  onOutput?: (text: string) => void;
}

export interface Run extends RunSummary {
  exitCode: number;
  /** stdout and stderr as a person sees them. */
  output: string;
}

class PulumiRunError extends Error {
  readonly run: Run;
  constructor(command: string, run: Run) {
    super(`pulumi ${command} ended with exit code ${run.exitCode}\n${run.output}`);
    this.name = "PulumiRunError";
    this.run = run;
  }
}

/**
 * One stack through the real CLI. Its configuration lies in the stack's own folder and goes in by `--config-file`, so any
 * number of stacks can run the same program folder at once and none writes into it.
 *
 * @example
 * const stack = await openStack({ folder, env: sandbox.env, config: { "azuread:tenantId": tenantId, … } });
 * await stack.up();
 * expect((await stack.preview()).steps).toEqual([]);
 */
export async function openStack(options: StackOptions): Promise<Stack> {
  const program = options.program ?? projectFolder;
  const name = options.name ?? "local";
  const state = join(options.folder, "state");
  await mkdir(state, { recursive: true });
  const engine = options.engine ?? (await findEngine());
  const stack = new Stack(
    engine,
    { folder: options.folder, name, program },
    engineEnvironment(engine, state, options.env),
  );
  // `stack init` has no --config-file and would write its salt beside the program: it runs in the stack's own folder.
  await copyFile(join(program, "Pulumi.yaml"), join(options.folder, "Pulumi.yaml"));
  if (options.existing && !options.config) return stack;
  if (!options.existing) {
    await rm(stack.configFile, { force: true });
    const provider = options.secretsProvider ? ["--secrets-provider", options.secretsProvider] : [];
    await stack.cli(["stack", "init", name, "--no-select", ...provider]);
  }
  await stack.setConfig(options.config ?? (await configOf(name, program)));
  return stack;
}

/** The configuration in a program's `Pulumi.<name>.yaml`. */
export async function configOf(name: string, program: string): Promise<Record<string, unknown>> {
  const file = join(program, `Pulumi.${name}.yaml`);
  const { config } = parse(await readFile(file, "utf8")) as { config?: Record<string, unknown> };
  return config ?? {};
}

interface Place {
  folder: string;
  name: string;
  program: string;
}

export class Stack {
  readonly name: string;
  /** The environment of every run; may be changed between runs. */
  readonly env: Record<string, string>;
  readonly configFile: string;
  readonly #engine: Engine;
  readonly #place: Place;
  #runs = 0;

  constructor(engine: Engine, place: Place, env: Record<string, string>) {
    this.#engine = engine;
    this.#place = place;
    this.name = place.name;
    this.env = env;
    this.configFile = join(place.folder, `Pulumi.${place.name}.yaml`);
  }

  /** Replaces the whole stack configuration. */
  async setConfig(config: Record<string, unknown>): Promise<void> {
    const file = parse(await readFile(this.configFile, "utf8").catch(() => "{}")) as object;
    await writeFile(this.configFile, stringify({ ...file, config }));
  }

  up(options: RunOptions = {}): Promise<Run> {
    return this.#run("up", ["--yes", "--skip-preview"], options);
  }

  preview(options: RunOptions = {}): Promise<Run> {
    return this.#run("preview", [], options);
  }

  refresh(options: RunOptions = {}): Promise<Run> {
    return this.#run("refresh", ["--yes", "--skip-preview"], options);
  }

  /** What differs between the state and the real thing, changing neither. */
  drift(options: RunOptions = {}): Promise<Run> {
    return this.#run("refresh", ["--preview-only"], options);
  }

  destroy(options: RunOptions = {}): Promise<Run> {
    return this.#run("destroy", ["--yes", "--skip-preview"], options);
  }

  /** @param options.secrets show secrets in clear; default false: `"[secret]"` */
  async outputs<T = Record<string, unknown>>({ secrets = false } = {}): Promise<T> {
    const flags = secrets ? ["--show-secrets"] : [];
    return JSON.parse(await this.cli(["stack", "output", "--json", "--stack", this.name, ...flags])) as T;
  }

  /** The state as stored: secrets are ciphertext. */
  async exportState(): Promise<ExportedState> {
    return JSON.parse(await this.cli(["stack", "export", "--stack", this.name])) as ExportedState;
  }

  async importState(state: ExportedState): Promise<void> {
    await this.cli(["stack", "import", "--stack", this.name], JSON.stringify(state));
  }

  /** Any command that does not run the program; in the stack's folder. @returns stdout */
  async cli(args: string[], input?: string): Promise<string> {
    const done = await execa(join(this.#engine.folder, "pulumi"), ["--non-interactive", ...args], {
      cwd: this.#place.folder,
      env: this.env,
      extendEnv: false,
      ...(input === undefined ? {} : { input }),
    });
    return done.stdout;
  }

  async #run(command: string, flags: string[], options: RunOptions): Promise<Run> {
    const eventLog = join(this.#place.folder, `events-${++this.#runs}-${command}.jsonl`);
    const child = execa(
      join(this.#engine.folder, "pulumi"),
      [
        ...[command, "--non-interactive", "--color", "never", "--suppress-progress", "--diff=false"],
        ...["--stack", this.name, "--config-file", this.configFile, "--event-log", eventLog],
        ...flags,
        ...(options.flags ?? []),
      ],
      {
        cwd: this.#place.program,
        // --event-log is one of the commands for debugging.
        env: { ...this.env, PULUMI_DEBUG_COMMANDS: "true" },
        extendEnv: false,
        all: true,
        reject: false,
      },
    );
    if (options.onOutput) child.all.on("data", (bytes: Buffer) => options.onOutput?.(bytes.toString()));
    const done = await child;
    const log = await readFile(eventLog, "utf8").catch(() => "");
    const run: Run = { ...summarize(log), exitCode: done.exitCode ?? 1, output: done.all };
    if (run.exitCode !== 0 && !options.mayFail) throw new PulumiRunError(command, run);
    return run;
  }
}

export interface ExportedState {
  version: number;
  deployment: { resources?: StateResource[]; [key: string]: unknown };
}

export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  [key: string]: unknown;
}
