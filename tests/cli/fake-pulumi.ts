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
  const cases = Object.entries(answers).map(([words, answer]) => {
    const does =
      "error" in answer
        ? `printf '%s\\n' ${quoted(answer.error)} >&2; exit 255`
        : `printf '%s\\n' ${quoted(JSON.stringify(answer.out))}`;
    return `${quoted(words)}*) ${does} ;;`;
  });
  // A shell, for it starts in a millisecond and Node.js in forty.
  const script = [
    "#!/bin/sh",
    'case "$*" in',
    ...cases,
    '*) echo "unexpected: $*" >&2; exit 255 ;;',
    "esac",
    "",
  ];
  await writeFile(join(folder, "pulumi"), script.join("\n"));
  await chmod(join(folder, "pulumi"), 0o755);
  return { folder, env: { PATH: `${folder}${delimiter}${process.env.PATH}` } };
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
