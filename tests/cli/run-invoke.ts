import { invokeTool, type Surroundings } from "../../cli/invoke/tool.ts";
import { runTool } from "../../cli/shared/run.ts";
import type { StackOutputs } from "../../cli/shared/stack.ts";
import { withFakePulumi } from "./fake-pulumi.ts";

export interface Run {
  code: number;
  out: string;
  err: string;
}

/**
 * Runs `invoke` as a person would, for a stack `dev` with these outputs.
 *
 * @param args without `--stack`, unless it is another one
 * @param onLine told of each line on standard error
 */
export async function runInvoke(
  args: readonly string[],
  {
    outputs,
    env = {},
    onLine,
    ...surroundings
  }: { outputs: StackOutputs; onLine?: (line: string) => void } & Omit<Surroundings, "terminal">,
): Promise<Run> {
  const hidden = structuredClone(outputs);
  for (const connection of Object.values(hidden.connections)) connection.clientSecret = "[secret]";
  const answers = {
    "stack output --json --show-secrets --stack dev": { out: outputs },
    "stack output --json --stack dev": { out: hidden },
    "stack output": { error: "error: no stack named" },
    "stack ls": { out: [{ name: "dev" }] },
    "config --json": { out: {} },
  };
  const lines = { out: [] as string[], err: [] as string[] };
  const terminal = {
    out: (text: string) => void lines.out.push(text),
    err: (text: string) => {
      lines.err.push(text);
      onLine?.(text);
    },
  };
  const stack = args.includes("--stack") ? [] : ["--stack", "dev"];
  return withFakePulumi(answers, async (folder) => {
    const code = await runTool(
      () =>
        invokeTool([...stack, "--cwd", folder, ...args], {
          ...surroundings,
          terminal,
          env,
        }),
      terminal,
    );
    return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
  });
}
