import { appendFile, readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { CliError, exitCodes } from "../shared/errors.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { repository } from "./api.ts";
import { markOutdated, writeComment } from "./comment.ts";
import { headOf, pullRequestOf, readEvent, refuseFork, runAddress, type WorkflowEvent } from "./event.ts";
import { keepIssue } from "./issue.ts";
import { refuseOlder } from "./newest.ts";
import { type ReviewedPlan, reviewedRun } from "./reviewed.ts";
import { SETTINGS_FOLDERS, takeSettings } from "./settings.ts";

interface SettingsOptions {
  stack: string;
  note: string;
  folder: string[];
  cwd: string;
}

interface Context {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv;
}

/** `npm run github -- trusted | newest | comment | outdated | issue | settings | reviewed`: what the workflows say to GitHub, and ask of it. */
export async function githubTool(args: string[], { terminal, env = process.env }: Context): Promise<number> {
  const program = new Command("github").description("What the workflows say to GitHub.");
  program
    .command("trusted")
    .description("end with an error when the event is a pull request from a fork")
    .action(async () => refuseFork(await readEvent(env)));
  program
    .command("newest")
    .description("end with an error when the run was started again and its branch has moved on since")
    .action(() => refuseOlder(repository(env), env));
  program
    .command("comment")
    .description("write a comment on the pull request, or the earlier one anew")
    .requiredOption("--key <key>", "one comment per key")
    .requiredOption("--file <file>", "its text")
    .option("--pull-request <number>", "default: the event's", Number)
    .action(async ({ key, file, pullRequest }: { key: string; file: string; pullRequest?: number }) => {
      const event = pullRequest === undefined ? await readEvent(env) : undefined;
      const number = pullRequest ?? pullRequestOf(event as WorkflowEvent);
      const about = { pullRequest: number, commit: event?.pull_request?.head.sha, run: runAddress(env) };
      const done = await writeComment(repository(env), { ...about, key, text: await read(file) });
      terminal.out(`Comment ${key} on pull request ${number}: ${done}.`);
    });
  program
    .command("outdated")
    .description("mark the comments that are about an earlier push")
    .option("--prefix <prefix>", "of their keys", "preview-")
    .action(async ({ prefix }: { prefix: string }) => {
      const event = await readEvent(env);
      const about = { pullRequest: pullRequestOf(event), commit: headOf(event), run: runAddress(env) };
      const marked = await markOutdated(repository(env), { ...about, prefix });
      terminal.out(`Out of date: ${marked.join(", ") || "none"}.`);
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
    .command("settings")
    .description("lay the settings of a pull request, as data, over this checkout of its base branch")
    .requiredOption("--stack <stack>", "the stack whose settings they are")
    .requiredOption("--note <file>", "where to write, as Markdown, what of the pull request is not in them")
    .option("--folder <folders...>", "what else holds settings", [...SETTINGS_FOLDERS])
    .option("--cwd <folder>", "the checkout", process.cwd())
    .action(async ({ stack, note, folder, cwd }: SettingsOptions) => {
      const event = await readEvent(env);
      refuseFork(event);
      const proposal = {
        pullRequest: pullRequestOf(event),
        head: headOf(event),
        stack,
        folders: folder,
        cwd,
      };
      await writeFile(resolve(cwd, note), await takeSettings(repository(env), proposal));
      terminal.out(`The settings of ${stack} are those of pull request ${proposal.pullRequest}.`);
    });
  program
    .command("reviewed")
    .description(
      "find the plan that was reviewed before this commit was merged; sets the step's outputs run-id and artifact",
    )
    .requiredOption("--workflow <file>", "the workflow that made it")
    .addOption(
      new Option("--event <event>", "what started it; a branch's own copy of it runs for pull_request")
        .choices(["pull_request", "pull_request_target"])
        .makeOptionMandatory(),
    )
    .requiredOption("--artifact <name>", "its artifact, without the commit that ends its name")
    .action(async ({ workflow, event, artifact }: Omit<ReviewedPlan, "commit">) => {
      const commit = env.GITHUB_SHA;
      if (!commit) throw new CliError("usage", "GITHUB_SHA names no commit.", "This runs in GitHub Actions.");
      const run = await reviewedRun(repository(env), { commit, workflow, event, artifact });
      if (run && env.GITHUB_OUTPUT)
        await appendFile(env.GITHUB_OUTPUT, `run-id=${run.runId}\nartifact=${run.artifact}\n`);
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
