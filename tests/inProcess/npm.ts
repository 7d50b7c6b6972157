import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What the set-up hands over to in a script of package.json: a tool, or `pulumi`. */
const HANDED_OVER = /^node bootstrap\/main\.mjs (?:--[\w-]+ )*-- (?:node (\S+)|(pulumi))$/;

/**
 * The tool that `npm run NAME -- …` starts in that folder, by its package.json. npm and the set-up are left out; what they do is the
 * subject of tests/bootstrap.
 *
 * @throws for whatever else npm is asked
 */
export function toolOf({ cwd, args }: { cwd: string; args: string[] }): { script: string; args: string[] } {
  const [command, name = "", dashes = "--", ...rest] = args;
  const { scripts } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8"));
  const [, file, pulumi] = HANDED_OVER.exec(scripts[name] ?? "") ?? [];
  if (command !== "run" || dashes !== "--" || !(file || pulumi))
    throw new Error(`not had in process: npm ${args.join(" ")}`);
  return { script: file ? join(cwd, file) : "pulumi", args: rest };
}
