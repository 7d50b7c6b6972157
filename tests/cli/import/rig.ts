import { chmod, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { importTool } from "../../../cli/import/tool.ts";
import type { ImportFile } from "../../../cli/shared/importFile.ts";
import { runTool, type Terminal } from "../../../cli/shared/run.ts";
import { choreo } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { answering } from "../../engine/terminal.ts";
import type { InProcessStack } from "../../inProcess/stack.ts";
import type { Run } from "../run-invoke.ts";

const MAIN = join(import.meta.dirname, "../../../cli/import/main.ts");

/**
 * A folder with a stack, and a `pulumi` that answers from it as the real one would: the configuration by its files, the state as it was
 * written there. What it is given to import it keeps.
 */
export class Rig {
  readonly #folder: string;
  readonly #sandbox: Sandbox;

  static async start(sandbox: Sandbox): Promise<Rig> {
    const folder = await mkdtemp(join(tmpdir(), "import-"));
    await copyFile(join(import.meta.dirname, "../../../Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    await writeFile(join(folder, "pulumi"), PULUMI);
    await chmod(join(folder, "pulumi"), 0o755);
    const rig = new Rig(folder, sandbox);
    await rig.keepState({ deployment: { resources: [] } });
    return rig;
  }

  private constructor(folder: string, sandbox: Sandbox) {
    this.#folder = folder;
    this.#sandbox = sandbox;
  }

  get stackFile(): string {
    return join(this.#folder, "Pulumi.dev.yaml");
  }

  /** Empty where there is none. */
  text(): Promise<string> {
    return readFile(this.stackFile, "utf8").catch(() => "");
  }

  async config(): Promise<Record<string, unknown>> {
    return ((parse(await this.text()) as { config?: object } | null)?.config ?? {}) as Record<
      string,
      unknown
    >;
  }

  write(text: string): Promise<void> {
    return writeFile(this.stackFile, text);
  }

  keepState(state: unknown): Promise<void> {
    return writeFile(join(this.#folder, "state.json"), JSON.stringify(state));
  }

  /** What the engine was given; undefined where it was not called. */
  async imported(): Promise<ImportFile | undefined> {
    const text = await readFile(join(this.#folder, "imported.json"), "utf8").catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as ImportFile);
  }

  /** Runs the tool as a person would; neither service may be written to. */
  async run(
    args: readonly string[],
    answers?: Pick<Terminal, "confirm" | "ask">,
  ): Promise<Run & { writes: unknown[] }> {
    await this.#prepare();
    const lines = { out: [] as string[], err: [] as string[] };
    const terminal: Terminal = {
      out: (text) => void lines.out.push(text),
      err: (text) => void lines.err.push(text),
      ...answers,
    };
    for (const service of [this.#sandbox.entra, this.#sandbox.choreo]) service.clearRequests();
    const code = await runTool(
      () => importTool([...this.#where, ...args], { terminal, env: this.#env }),
      terminal,
    );
    const writes = [...this.#sandbox.entra.requests(), ...this.#sandbox.choreo.requests()].filter(
      ({ method, path }) => method !== "GET" && !/\/oauth2\/(v2\.0\/)?token(\?|$)|\/\$batch$/.test(path),
    );
    return { code, out: lines.out.join("\n"), err: lines.err.join("\n"), writes };
  }

  /** The command itself, at a terminal of its own. */
  async atTerminal(answers: Parameters<typeof answering>[1]) {
    await this.#prepare();
    const command = [process.execPath, MAIN, ...this.#where].map((each) => `'${each}'`).join(" ");
    return answering(command, answers, { env: this.#env });
  }

  /**
   * The command itself, which kills itself (`kill -9`) at what it would do to a file: half of a text is written then.
   *
   * @param operation the number of it
   * @returns whether it came so far; it has ended by itself else
   */
  async killed(operation: number, args: readonly string[]): Promise<boolean> {
    await this.#prepare();
    const env = { ...this.#env, KILL_AT: String(operation) };
    const dying = join(import.meta.dirname, "dying.mjs");
    const run = await execa("node", ["--import", dying, MAIN, ...this.#where, ...args], {
      env,
      reject: false,
    });
    if (run.signal !== "SIGKILL" && run.exitCode !== 0) throw new Error(run.stderr);
    return run.signal === "SIGKILL";
  }

  /** What is in the stack's folder. */
  files(): Promise<string[]> {
    return readdir(this.#folder);
  }

  /** Runs it, and has the stack take in what the engine was given. */
  async importInto(stack: InProcessStack, args: readonly string[]): Promise<Run & { writes: unknown[] }> {
    const run = await this.run([...args, "--yes"]);
    const file = await this.imported();
    if (file) await stack.import(file);
    await this.keepState(await stack.exportState());
    return run;
  }

  async #prepare(): Promise<void> {
    await rm(join(this.#folder, "imported.json"), { force: true });
    const project = await readFile(join(this.#folder, "Pulumi.yaml"), "utf8");
    // One that does not parse gives the CLI nothing to show.
    const config = await this.config().then(
      (own) => shownConfig(project, own),
      () => "",
    );
    await writeFile(join(this.#folder, "config.json"), config);
  }

  get #env(): NodeJS.ProcessEnv {
    const PATH = `${this.#folder}${delimiter}${process.env.PATH}`;
    return { ...process.env, ...this.#sandbox.env, PATH };
  }

  get #where(): string[] {
    const organization = ["--organization", choreo.organization, "--organization-id", choreo.organizationId];
    const provider = ["--identity-provider", choreo.identityProviders.v2.name];
    return ["--stack", "dev", "--cwd", this.#folder, ...organization, ...provider];
  }

  stop(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** The CLI's answers to the three commands that the tool gives. A shell, for it starts in a millisecond and Node.js in forty. */
const PULUMI = `#!/bin/sh
cd "$(dirname "$0")" || exit 255
case "$*" in
  "stack export"*) exec cat state.json ;;
  config*) exec cat config.json ;;
  import*)
    while [ "$1" != --file ]; do shift; done
    exec cp "$2" imported.json ;;
  *) echo "unexpected: $*" >&2; exit 255 ;;
esac
`;

/** As `pulumi config --json` prints it: the stack's own before the project's defaults. */
function shownConfig(project: string, stack: Record<string, unknown>): string {
  const { config } = parse(project) as { config: Record<string, { default: unknown }> };
  const defaults = Object.entries(config).map(([key, { default: value }]) => [
    `choreo-azuread:${key}`,
    value,
  ]);
  const shown = Object.entries({ ...Object.fromEntries(defaults), ...stack }).map(([key, value]) => [
    key,
    typeof value === "object"
      ? { value: JSON.stringify(value), objectValue: value }
      : { value: String(value) },
  ]);
  return JSON.stringify(Object.fromEntries(shown));
}
