import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";

/** Whether `script` of util-linux is there, which gives a command a terminal; that of BSD and macOS has other options. */
export const hasTerminal = /util-linux/.test(
  (await execa("script", ["--version"], { reject: false })).stdout ?? "",
);

/**
 * Runs a shell command in a terminal and answers what it asks.
 *
 * @param answers in the order of the questions; each is given once, when its question stands there
 * @returns how many were asked, and what a person saw
 * @throws where the command fails
 */
export async function answering(
  command: string,
  answers: readonly [RegExp, string][],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<{ questions: number; output: string }> {
  const run = execa("script", ["-qec", command, "/dev/null"], {
    ...{ cwd, extendEnv: false, stdin: "pipe", env: { ...env, TERM: "xterm" } },
  });
  let questions = 0;
  let fresh = "";
  run.stdout.on("data", (bytes: Buffer) => {
    fresh += bytes;
    // A program may ask the terminal where its cursor is, and wait for the answer.
    if (fresh.includes("\u001b[6n")) {
      fresh = fresh.replace("\u001b[6n", "");
      run.stdin.write("\u001b[1;1R");
    }
    const [question, answer] = answers[questions] ?? [];
    if (!question?.test(stripVTControlCharacters(fresh))) return;
    questions += 1;
    fresh = "";
    run.stdin.write(`${answer}\r`);
  });
  const { stdout } = await run;
  return { questions, output: stripVTControlCharacters(stdout) };
}
