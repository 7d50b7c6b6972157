import { appendFile, readFile } from "node:fs/promises";
import { Command } from "commander";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { repository } from "./api.ts";
import { writeComment } from "./comment.ts";
import { pullRequestOf, readEvent, refuseFork } from "./event.ts";
import { keepIssue } from "./issue.ts";
import { reviewedRun } from "./reviewed.ts";

interface Context {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv;
}

/** `npm run github -- trusted | comment | issue | reviewed`: what the workflows say to GitHub. */
export async function githubTool(args: string[], { terminal, env = process.env }: Context): Promise<number> {
  const program = new Command("github").description("What the workflows say to GitHub.");
  program
    .command("trusted")
    .description("end with an error when the event is a pull request from a fork")
    .action(async () => refuseFork(await readEvent(env)));
  program
    .command("comment")
    .description("write a comment on the pull request, or the earlier one anew")
    .requiredOption("--key <key>", "one comment per key")
    .requiredOption("--file <file>", "its text")
    .option("--pull-request <number>", "default: the event's", Number)
    .action(async ({ key, file, pullRequest }: { key: string; file: string; pullRequest?: number }) => {
      const number = pullRequest ?? pullRequestOf(await readEvent(env));
      const done = await writeComment(repository(env), { pullRequest: number, key, text: await read(file) });
      terminal.out(`Comment ${key} on pull request ${number}: ${done}.`);
    });
  program
    .command("issue")
    .description("keep one open issue: write it with --file, close it without")
    .requiredOption("--key <key>", "one issue per key")
    .requiredOption("--title <title>", "its title")
    .option("--file <file>", "its text")
    .action(async ({ key, title, file }: { key: string; title: string; file?: string }) => {
      const text = file === undefined ? undefined : await read(file);
      terminal.out(`Issue ${key}: ${await keepIssue(repository(env), { key, title, text })}.`);
    });
  program
    .command("reviewed")
    .description(
      "find the run that was reviewed before this commit was merged; sets the step's output run-id",
    )
    .requiredOption("--workflow <file>", "the workflow that ran")
    .action(async ({ workflow }: { workflow: string }) => {
      const commit = env.GITHUB_SHA;
      if (!commit) throw new CliError("usage", "GITHUB_SHA names no commit.", "This runs in GitHub Actions.");
      const run = await reviewedRun(repository(env), { commit, workflow });
      if (run && env.GITHUB_OUTPUT) await appendFile(env.GITHUB_OUTPUT, `run-id=${run.runId}\n`);
      terminal.out(
        run
          ? `Pull request ${run.pullRequest} was reviewed with run ${run.runId}.`
          : "This commit was merged with no pull request that such a run belongs to.",
      );
    });
  await speakThrough(terminal, program).parseAsync(args, { from: "user" });
  return exitCodes.ok;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new CliError("usage", `Can't read ${file}: ${(cause as NodeJS.ErrnoException).code}.`, undefined, {
      cause,
    });
  }
}
