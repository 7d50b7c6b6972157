import { choreoReaders } from "../../../cli/doctor/choreo-readers.ts";
import { findSurplus, type Surplus } from "../../../cli/doctor/surplus.ts";
import { doctorTool, makeWorld } from "../../../cli/doctor/tool.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { choreo } from "../../../sandbox/seed.ts";
import { withFakePulumi } from "../fake-pulumi.ts";
import type { Provisioned } from "../fixture.ts";
import type { Run } from "../run-invoke.ts";

/** What `drift` finds besides what a refresh does. */
export async function surplusOf(
  { outputs }: Pick<Provisioned, "outputs">,
  env: NodeJS.ProcessEnv,
): Promise<Surplus[]> {
  const { organization, organizationId } = choreo;
  const readers = choreoReaders({ "choreo-azuread:choreo": { organization, organizationId } }, env);
  return (await findSurplus(outputs, await makeWorld(outputs, readers, env))).surplus;
}

/**
 * Runs `doctor` as a person would, for a stack `dev` with these outputs.
 *
 * @param args without `--stack dev`
 * @param more resources of its state, and further configuration
 */
export async function runDoctor(
  { outputs }: Pick<Provisioned, "outputs">,
  env: NodeJS.ProcessEnv,
  args: readonly string[] = [],
  more: { resources?: object[]; config?: Record<string, object> } = {},
): Promise<Run> {
  const hidden = structuredClone(outputs);
  for (const connection of Object.values(hidden.connections)) connection.clientSecret = "[secret]";
  const { organization, organizationId } = choreo;
  const answers = {
    // Not with --show-secrets: the doctor has no use for the client secrets.
    "stack output --json --stack dev": { out: hidden },
    "config --json": {
      out: {
        "choreo-azuread:choreo": { objectValue: { organization, organizationId }, secret: false },
        ...more.config,
      },
    },
    "stack export --stack dev": { out: { deployment: { resources: more.resources ?? [] } } },
    "stack export": { error: "error: no stack named" },
    "stack output": { error: "error: no stack named" },
    "stack ls": { out: [{ name: "dev" }] },
  };
  const lines = { out: [] as string[], err: [] as string[] };
  const terminal = {
    out: (text: string) => void lines.out.push(text),
    err: (text: string) => void lines.err.push(text),
  };
  const stack = args.includes("--stack") ? [] : ["--stack", "dev"];
  return withFakePulumi(answers, async (folder) => {
    const code = await runTool(
      () => doctorTool([...stack, "--cwd", folder, ...args], { terminal, env }),
      terminal,
    );
    return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
  });
}
