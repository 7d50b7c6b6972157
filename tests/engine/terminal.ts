import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";

/** Whether `script` of util-linux is there, which gives a command a terminal; that of BSD and macOS has other options. */
export const hasTerminal = /util-linux/.test(
  (await execa("script", ["--version"], { reject: false })).stdout ?? "",
);

/**
 * Runs a shell command in a terminal and answers what it asks.
 *
 * @param answers in the order of the questions, to the letter: each is typed once, when its question stands there
 * @returns how many were asked, and what a person saw
 */
export async function answering(
  command: string,
  answers: readonly (readonly [asked: RegExp, typed: string])[],
  { cwd, env }: { cwd?: string; env: NodeJS.ProcessEnv },
): Promise<{ exitCode: number; questions: number; output: string }> {
  const run = execa("script", ["-qec", command, "/dev/null"], {
    ...{ cwd, extendEnv: false, reject: false, stdin: "pipe", env: { ...env, TERM: "xterm" } },
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
    run.stdin.write(answer);
  });
  const { exitCode = -1, stdout } = await run;
  return { exitCode, questions, output: stripVTControlCharacters(stdout) };
}
