import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type PulumiEnd, pulumiCli } from "../../cli/shared/pulumi.ts";

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

const inFolders = new Map<string, PulumiAnswers>();
const { run } = pulumiCli;
pulumiCli.run = async (args, place, onLine) => {
  const answers = inFolders.get(place.cwd ?? "");
  return answers ? answerOf(answers, args.join(" ")) : run(args, place, onLine);
};

function answerOf(answers: PulumiAnswers, said: string): PulumiEnd {
  const found = Object.entries(answers).find(([words]) => said.startsWith(words))?.[1];
  const answer = found ?? { error: `unexpected: ${said}` };
  if ("error" in answer)
    return { exitCode: 255, failed: true, stdout: "", stderr: answer.error, all: answer.error };
  const stdout = JSON.stringify(answer.out);
  return { exitCode: 0, failed: false, stdout, stderr: "", all: stdout };
}

/** The same for tools that run in this process, for the time of `work`: no process answers, for each that a large one starts takes long. */
export async function withFakePulumi<T>(
  answers: PulumiAnswers,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "fake-pulumi-"));
  inFolders.set(folder, answers);
  try {
    return await work(folder);
  } finally {
    inFolders.delete(folder);
    await rm(folder, { recursive: true });
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
