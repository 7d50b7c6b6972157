import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse } from "yaml";
import { importTool } from "../../../cli/import/tool.ts";
import type { ImportFile } from "../../../cli/shared/importFile.ts";
import { runTool, type Terminal } from "../../../cli/shared/run.ts";
import { choreo } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import type { InProcessStack } from "../../inProcess/stack.ts";
import type { Run } from "../run-invoke.ts";

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
    await writeFile(join(folder, "pulumi"), pulumi(join(import.meta.dirname, "../../../package.json")));
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
    await rm(join(this.#folder, "imported.json"), { force: true });
    const lines = { out: [] as string[], err: [] as string[] };
    const terminal: Terminal = {
      out: (text) => void lines.out.push(text),
      err: (text) => void lines.err.push(text),
      ...answers,
    };
    for (const service of [this.#sandbox.entra, this.#sandbox.choreo]) service.clearRequests();
    const env = {
      ...process.env,
      ...this.#sandbox.env,
      PATH: `${this.#folder}${delimiter}${process.env.PATH}`,
    };
    const organization = ["--organization", choreo.organization, "--organization-id", choreo.organizationId];
    const provider = ["--identity-provider", choreo.identityProviders.v2.name];
    const where = ["--stack", "dev", "--cwd", this.#folder, ...organization, ...provider];
    const code = await runTool(() => importTool([...where, ...args], { terminal, env }), terminal);
    const writes = [...this.#sandbox.entra.requests(), ...this.#sandbox.choreo.requests()].filter(
      ({ method, path }) => method !== "GET" && !/\/oauth2\/(v2\.0\/)?token(\?|$)|\/\$batch$/.test(path),
    );
    return { code, out: lines.out.join("\n"), err: lines.err.join("\n"), writes };
  }

  /** Runs it, and has the stack take in what the engine was given. */
  async importInto(stack: InProcessStack, args: readonly string[]): Promise<Run & { writes: unknown[] }> {
    const run = await this.run([...args, "--yes"]);
    const file = await this.imported();
    if (file) await stack.import(file);
    await this.keepState(await stack.exportState());
    return run;
  }

  stop(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

/** A stand-in for the CLI, for the three commands that the tool gives. */
function pulumi(packageFile: string): string {
  return `#!/usr/bin/env node
const { readFileSync, copyFileSync, existsSync } = require("node:fs");
const { join } = require("node:path");
const { parse } = require("node:module").createRequire(${JSON.stringify(packageFile)})("yaml");
const args = process.argv.slice(2);
const read = (name) => readFileSync(join(__dirname, name), "utf8");
if (args[0] === "stack" && args[1] === "export") console.log(read("state.json"));
else if (args[0] === "import") copyFileSync(args[args.indexOf("--file") + 1], join(__dirname, "imported.json"));
else if (args[0] === "config") {
  const defaults = Object.entries(parse(read("Pulumi.yaml")).config).map(([key, { default: value }]) => ["choreo-azuread:" + key, value]);
  const own = existsSync(join(__dirname, "Pulumi.dev.yaml")) ? parse(read("Pulumi.dev.yaml"))?.config ?? {} : {};
  const all = { ...Object.fromEntries(defaults), ...own };
  const shown = Object.entries(all).map(([key, value]) => [key, typeof value === "object" ? { value: JSON.stringify(value), objectValue: value } : { value: String(value) }]);
  console.log(JSON.stringify(Object.fromEntries(shown)));
} else { console.error("unexpected: " + args.join(" ")); process.exit(255); }
`;
}
