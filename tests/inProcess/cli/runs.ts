import { appendFile, readFile, writeFile } from "node:fs/promises";
import type { Run } from "../../../sandbox/engine/index.ts";
import { violated } from "../plan.ts";
import { policyCheck } from "../policies.ts";
import { InProcessStack } from "../stack.ts";
import { exported, imported } from "../state.ts";
import { caller } from "./caller.ts";
import type { Command, Flags } from "./commandLine.ts";
import { CliError } from "./errors.ts";
import { imported as withImports } from "./import.ts";
import { backend, fileOf, folder, named, print } from "./project.ts";
import { decrypted } from "./stackFile.ts";

type Kind = "up" | "preview" | "refresh" | "destroy";

const TITLES: Record<Kind, string> = {
  up: "Updating",
  preview: "Previewing update",
  refresh: "Refreshing",
  destroy: "Destroying",
};
const SIGNS: Record<string, string> = { create: "+ ", update: "~ ", replace: "+-", delete: "- " };

/** The commands that change or compare what a stack's resources are. */
export const runs: Record<Kind | "import", Command> = {
  up: (flags) => run("up", flags),
  preview: (flags) => run("preview", flags),
  refresh: (flags) => run("refresh", flags),
  import: (flags) => backend().locked(named(flags), () => takeIn(flags)),
  async destroy(flags) {
    await run("destroy", flags);
    if (!flags.remove || caller().exitCode) return;
    await backend().remove(named(flags));
    await fileOf(flags).remove();
    print("The resources in the stack have been deleted, and the history and configuration removed.");
  },
};

async function takeIn(flags: Flags): Promise<void> {
  const name = named(flags);
  const snapshot = await backend().read(name);
  const { project } = backend();
  const config = decrypted(await fileOf(flags).config());
  const file = JSON.parse(await readFile(flags.file ?? "", "utf8"));
  const place = { stack: { name, project }, config, protect: flags.protect !== "false" };
  const there = imported({ version: 3, deployment: snapshot as never });
  const { deployment } = exported(await withImports(file, there, place));
  await backend().write(name, { ...snapshot, ...(deployment as object), configuration: config });
}

async function run(kind: Kind, flags: Flags): Promise<void> {
  const writes = kind !== "preview" && !flags["preview-only"];
  await backend().read(named(flags));
  const work = () => runOn(kind, flags, writes);
  const done = await (writes ? backend().locked(named(flags), work) : work());
  print(told(kind, named(flags), done));
  // The engine has several, which no tool tells apart.
  if (done.exitCode !== 0) caller().exitCode = 1;
}

async function runOn(kind: Kind, flags: Flags, writes: boolean): Promise<Run> {
  const name = named(flags);
  const snapshot = await backend().read(name);
  const own = decrypted(await fileOf(flags).config());
  // Without the program the providers have what the last update gave them.
  const withProgram = kind === "up" || kind === "preview" || flags["run-program"];
  const config = withProgram ? own : (snapshot.configuration ?? own);
  const stack = new InProcessStack({
    ...{ name, program: folder(), config, env: { ...caller().env } as Record<string, string> },
    policies: await policiesOf(flags, name),
  });
  await stack.importState({ version: 3, deployment: snapshot as never });
  if (flags.plan) await heldTo(flags.plan, stack);
  // An update previews first, unless it is told not to.
  const previewed = (kind === "up" && !flags["skip-preview"]) || flags["with-preview"];
  const passed = (["refresh", "run-program", "preview-only", "expect-no-changes"] as const).filter(
    (flag) => flags[flag],
  );
  const done = await stack[kind]({
    mayFail: true,
    flags: [...passed.map((flag) => `--${flag}`), ...(previewed ? ["--skip-preview=false"] : [])],
  });
  const log = flags["event-log"];
  if (log) await appendFile(log, stack.eventLog);
  if (flags["save-plan"] && done.exitCode === 0)
    await writeFile(flags["save-plan"], JSON.stringify(stack.plan));
  if (writes) {
    const { resources } = (await stack.exportState()).deployment as unknown as typeof snapshot;
    await backend().write(name, { ...snapshot, resources: resources ?? [], configuration: config });
  }
  return done;
}

/** The engine finds it when it comes to the resource; here nothing has been done by then. */
async function heldTo(file: string, stack: InProcessStack): Promise<void> {
  await stack.preview({ mayFail: true });
  const urn = violated(JSON.parse(await readFile(file, "utf8")), stack.plan);
  if (urn) throw new CliError(`resource ${urn} violates plan: something else would be done now`);
}

async function policiesOf(flags: Flags, stack: string) {
  const { "policy-pack": pack, "policy-pack-config": file } = flags;
  if (!pack) return undefined;
  const config = file ? JSON.parse(await readFile(file, "utf8")) : {};
  return policyCheck(pack, config, await backend().tags(stack));
}

function told(kind: Kind, stack: string, { output, steps, changes, exitCode }: Run): string {
  // What goes because another was made in its place is not counted by itself.
  const count = (op: string) =>
    op === "delete" ? steps.filter((step) => step.op === op).length : (changes[op] ?? 0);
  const word = (op: string) => (kind === "preview" ? `to ${op}` : `${op.replace(/e$/, "")}ed`);
  const counted = Object.entries(SIGNS).filter(([op]) => count(op) > 0);
  const changed = counted.map(([op]) => count(op)).reduce((sum, each) => sum + each, 0);
  const unchanged = changes.same
    ? [`    ${changed ? `${changed} changes. ` : ""}${changes.same} unchanged`]
    : [];
  return [
    `${TITLES[kind]} (${stack}):`,
    ...steps.map(({ op, type, name }) => ` ${SIGNS[op] ?? "  "} ${type} ${name} ${op}`),
    ...(output ? ["Diagnostics:", output.trimEnd().replaceAll(/^/gm, "    ")] : []),
    "Resources:",
    ...counted.map(([op, sign]) => `    ${sign}${count(op)} ${word(op)}`),
    ...unchanged,
    "\nDuration: 1s",
    ...(exitCode === 0 ? [] : [`error: ${kind} failed`]),
  ].join("\n");
}
