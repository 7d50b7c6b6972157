import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** By the words that a `pulumi` command line starts with: what it prints, or the error it ends with. */
export type PulumiAnswers = Record<string, { out: unknown } | { error: string }>;

/**
 * A `pulumi` that only answers, for tests of what the tools make of its answers; the engine's own tests run the real one.
 *
 * @returns its folder, to be removed, and an environment that has it on the PATH
 */
export async function fakePulumi(
  answers: PulumiAnswers,
): Promise<{ folder: string; env: NodeJS.ProcessEnv }> {
  const folder = await mkdtemp(join(tmpdir(), "fake-pulumi-"));
  const script = `#!/usr/bin/env node
const answers = ${JSON.stringify(answers)};
const line = process.argv.slice(2).join(" ");
const answer = Object.entries(answers).find(([words]) => line.startsWith(words))?.[1] ?? { error: "unexpected: " + line };
if ("error" in answer) { console.error(answer.error); process.exit(255); }
console.log(JSON.stringify(answer.out));
`;
  await writeFile(join(folder, "pulumi"), script);
  await chmod(join(folder, "pulumi"), 0o755);
  return { folder, env: { PATH: `${folder}${delimiter}${process.env.PATH}` } };
}
