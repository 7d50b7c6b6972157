import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { onOneLine } from "../../settings/oddText.ts";
import { exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { type Checked, check } from "./check.ts";
import { openapiCheckCommand } from "./options.ts";

export interface Surroundings {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv | undefined;
}

/**
 * `openapi-check` with its arguments.
 *
 * @param args without `node` and the script
 * @returns 0 where the document says what Choreo and the stack say, 1 where it does not
 */
export async function openapiCheckTool(
  args: readonly string[],
  { terminal, env = process.env }: Surroundings,
): Promise<number> {
  let code: number = exitCodes.ok;
  const command = openapiCheckCommand(async (file, options) => {
    // npm runs scripts in the project's folder, and says where the person is.
    const path = resolve(env.INIT_CWD ?? ".", file);
    const { fix, ...checked } = await check(path, options, env);
    const { covers, found, open } = checked;
    if (options.json) terminal.out(JSON.stringify({ file, covers, differences: found, open }, null, 2));
    else for (const line of report(file, checked)) terminal.out(onOneLine(line));
    if (options.patch && found.length > 0) {
      writeFileSync(path, await fix());
      terminal.err(
        `Wrote ${file}: its permissions and the security of its operations. Read the change before you commit it.`,
      );
    }
    if (found.length > 0) code = exitCodes.refused;
  });
  await speakThrough(terminal, command).parseAsync(args, { from: "user" });
  return code;
}

function report(file: string, { covers, found, open }: Omit<Checked, "fix">): string[] {
  const told = open.length
    ? [`Open in the document to every token of a subscribed client: ${open.join(", ")}.`]
    : [];
  const looked = `Compared with: ${covers}; with nothing else, so not with where the argument controlPlane of a resource puts the API.`;
  if (found.length === 0) return [`${file} says what Choreo and the stack say.`, ...told, looked];
  return [
    ...found.map(({ opens, sentence }) => `${opens ? "! " : "- "}${sentence}`),
    ...told,
    looked,
    `${found.length} ${found.length === 1 ? "difference" : "differences"}; "!" lets more in. --patch writes the permissions and security that are there into the file.`,
  ];
}
