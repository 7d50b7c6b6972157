import { chmod, copyFile, link, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { type Engine, projectFolder, pulumiHome, sandboxFolder } from "../../../sandbox/engine/index.ts";
import { INPUT_VARIABLE, POOL_VARIABLE } from "./variables.ts";

/** What a run starts beside the engine. */
export const BESIDE_ENGINE = ["language", "program", "dynamic", "azuread", "random"] as const;

/** And `npm`, which runs the tools that package.json's scripts name. */
export type HostKind = (typeof BESIDE_ENGINE)[number] | "npm";

/** And `cli`, in place of the engine: a worker of jest answers it (tests/inProcess/cli/serve.ts). */
type Launched = HostKind | "cli";

const folder = join(sandboxFolder, "warm");
const engineFolder = join(folder, "engine");

/** `PULUMI_HOME` with launchers in place of the plugins. */
export const warmHome = join(folder, "home");

const files: Record<Launched, string> = {
  cli: join(folder, "in-process", "pulumi"),
  npm: join(folder, "in-process", "npm"),
  language: join(engineFolder, "pulumi-language-nodejs"),
  program: join(engineFolder, "program"),
  dynamic: join(engineFolder, "pulumi-resource-pulumi-nodejs"),
  azuread: join(warmHome, "plugins", "resource-azuread-v6.9.1", "pulumi-resource-azuread"),
  random: join(warmHome, "plugins", "resource-random-v4.21.2", "pulumi-resource-random"),
};

/** The executable that hands over to a warm process of that kind. */
export const launcher = (kind: Launched): string => files[kind];

/** Puts the engine into a folder with launchers beside it, where it looks first for what it starts. */
export async function installLaunchers(engine: Engine): Promise<Engine> {
  const cold = {
    language: `exec node '${join(projectFolder, "sandbox", "engine", "language-host.ts")}' "$@"`,
    program: 'exec node "$@"',
    dynamic: `exec node --input-type=commonjs -e "require('@pulumi/pulumi/cmd/dynamic-provider')" -- dynamic-provider "$@"`,
    azuread: `exec '${files.azuread.replace(warmHome, pulumiHome)}' "$@"`,
    random: `exec '${files.random.replace(warmHome, pulumiHome)}' "$@"`,
  };
  for (const kind of BESIDE_ENGINE) await executable(files[kind], script(kind, cold[kind]));
  const policies = "pulumi-analyzer-policy";
  await executable(join(engineFolder, policies), `#!/bin/sh\nexec '${join(engine.folder, policies)}' "$@"\n`);
  const binary = join(engine.folder, "pulumi");
  await replace(join(engineFolder, "pulumi"), (file) =>
    link(binary, file).catch(() => copyFile(binary, file)),
  );
  return { ...engine, folder: engineFolder };
}

/** Puts a `pulumi` that runs its stacks in process where an engine would be. */
export async function installInProcess(engine: Engine): Promise<Engine> {
  const cold = join(projectFolder, "tests", "inProcess", "cli", "cold.ts");
  await executable(
    files.cli,
    script("cli", `exec node --disable-warning=ExperimentalWarning '${cold}' "$@"`),
  );
  const { stdout: npm } = await execa("which", ["npm"]);
  await executable(files.npm, script("npm", `exec '${npm}' "$@"`));
  return { ...engine, folder: dirname(files.cli) };
}

/**
 * Twentieths of a second that a start waits for the one before it: that of a command that has just ended is about to end. Tools ask two
 * or three things of `pulumi` at once, which take less than a second.
 */
const waitsFor = (kind: Launched) => (kind === "cli" ? 20 : 6);

/** Started by the engine or by the language host; a shell, for it starts in a millisecond and Node.js in forty. */
function script(kind: Launched, cold: string): string {
  return `#!/bin/sh
[ -n "$NODE_EXTRA_CA_CERTS" ] || [ -z "$SSL_CERT_FILE" ] || export NODE_EXTRA_CA_CERTS="$SSL_CERT_FILE"
waits=${waitsFor(kind)}
while [ "$waits" -ge 0 ]; do
waits=$((waits - 1))
busy=
for slot in "$${POOL_VARIABLE}"/${kind}/*.[0-9]; do
  host=\${slot##*/}
  [ -p "$slot/bell" ] && kill -0 "\${host%.*}" 2>/dev/null || continue
  mkdir "$slot/job" 2>/dev/null || { busy=1; continue; }
  job=$slot/job
  mkfifo "$job/out" "$job/err" "$job/alive"
  case "$*" in *"stack import"*) cat > "$job/in" && export ${INPUT_VARIABLE}="$job/in" ;; esac
  env -0 > "$job/env"
  printf '%s\\0' "$PWD" "$@" > "$job/args"
  exec 9<> "$job/alive"
  echo > "$slot/bell"
  cat "$job/err" >&2 9>&- & err=$!
  cat "$job/out" 9>&- & out=$!
  trap 'exit 1' INT TERM
  # A host that dies never opens its ends.
  (while kill -0 "\${host%.*}" && kill -0 $$; do sleep 1; done; kill $err $out) > /dev/null 2>&1 9>&- &
  watch=$!
  wait $out 2> /dev/null
  kill $watch 2>/dev/null
  [ -f "$job/code" ] && read -r code < "$job/code"
  exit "\${code:-1}"
done
[ "$busy" ] || break
[ "$waits" -lt 0 ] || sleep 0.05
done
${cold}
`;
}

async function executable(file: string, text: string): Promise<void> {
  await replace(file, async (half) => {
    await writeFile(half, text);
    await chmod(half, 0o755);
  });
}

/** Whole or not at all, since another worker may be starting it. */
async function replace(file: string, make: (half: string) => Promise<void>): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true });
  const half = `${file}.${process.pid}`;
  await rm(half, { force: true });
  await make(half);
  await rename(half, file);
}
