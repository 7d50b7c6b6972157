import { recoverTool } from "../../cli/recover/tool.ts";
import { projectFolder, type Stack } from "../../sandbox/engine/index.ts";
import { listening } from "../cli/listening.ts";

/**
 * The one command that the messages name, on this stack, whose configuration lies elsewhere.
 *
 * @returns what it says
 */
export async function recover(stack: Stack): Promise<string> {
  const { terminal, said } = listening();
  const args = ["--stack", stack.name, "--cwd", projectFolder, "--config-file", stack.configFile];
  const code = await recoverTool(args, { terminal, env: stack.env });
  if (code !== 0) throw new Error(said.err);
  return said.out;
}
