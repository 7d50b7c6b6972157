import { readFile, writeFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { exitCodes } from "../shared/errors.ts";
import { fileToWrite } from "../shared/files.ts";
import { speakThrough, type Terminal } from "../shared/run.ts";
import { cleanup } from "./cleanup.ts";
import { differences, planNote, readPlan } from "./plan.ts";
import type { PulumiOptions } from "./pulumi.ts";
import { smoke } from "./smoke.ts";
import { down, reviewStack, up } from "./stacks.ts";
import { tellUnsure } from "./unsure.ts";

interface Context {
  terminal: Terminal;
  env?: NodeJS.ProcessEnv;
}

interface Options {
  pullRequest: number;
  from: string;
  secretsProvider?: string;
  policyPackConfig?: string;
  user?: string;
  wait: number;
  cwd?: string;
}

/** `npm run review -- up | smoke | down | cleanup | compare-plans`: a stack per pull request, for as long as it is open. */
export async function reviewTool(args: string[], { terminal, env = process.env }: Context): Promise<number> {
  let code: number = exitCodes.ok;
  const pulumi = ({ cwd }: { cwd?: string | undefined }): PulumiOptions => ({
    cwd,
    env,
    onLine: (line) => terminal.out(line),
  });
  const program = new Command("review").description("A stack per pull request, for as long as it is open.");
  const withPullRequest = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .requiredOption("--pull-request <number>", "its number", positive)
      .option("--cwd <folder>", "folder with Pulumi.yaml");

  withPullRequest("up", "make the stack if need be and bring it up")
    .option("--from <stack>", "the stack whose configuration it gets", "dev")
    .option("--secrets-provider <url>", "what encrypts the new stack's secrets")
    .option("--policy-pack-config <file>", "JSON file that sets the rules of the policies")
    .action(({ pullRequest, from, secretsProvider, policyPackConfig, cwd }: Options) =>
      up(pullRequest, { from, secretsProvider, policyPackConfig, ...pulumi({ cwd }) }),
    );
  withPullRequest("smoke", "call the stack's APIs")
    .option("--user <upn>", "sign in without a browser as well: sandbox only")
    .option("--wait <seconds>", "how long a new revision may take to reach the gateway", seconds, 90)
    .action(({ pullRequest, user, wait, cwd }: Options) =>
      smoke({ stack: reviewStack(pullRequest), user, waitSeconds: wait, cwd, env, terminal }),
    );
  withPullRequest("down", "destroy the stack and forget it").action(async ({ pullRequest, cwd }: Options) => {
    const stack = reviewStack(pullRequest);
    const { destroyed, unsure } = await down(pullRequest, pulumi({ cwd }));
    terminal.out(destroyed ? `${stack} is destroyed.` : `There is no stack ${stack}: nothing to destroy.`);
    if (tellUnsure(stack, unsure, terminal)) code = exitCodes.refused;
  });
  program
    .command("cleanup")
    .description("destroy the stacks of closed pull requests")
    .option("--cwd <folder>", "folder with Pulumi.yaml")
    .action(async ({ cwd }: Options) => {
      if (!(await cleanup(env, pulumi({ cwd }), terminal))) code = exitCodes.refused;
    });

  program
    .command("compare-plans")
    .description("say whether a plan does what the one that was reviewed does")
    .requiredOption("--reviewed <file>", "the plan of the pull request; it may be missing")
    .requiredOption("--plan <file>", "the plan that is to be approved")
    .requiredOption("--output <file>", "where to write it, as Markdown", fileToWrite)
    .action(async ({ reviewed, plan, output }: { reviewed: string; plan: string; output: string }) => {
      const now = readPlan(await readFile(plan, "utf8"), plan);
      const before = await readFile(reviewed, "utf8").catch(() => undefined);
      const note = planNote(before === undefined ? undefined : differences(readPlan(before, reviewed), now));
      await writeFile(output, `${note}\n`);
      terminal.out(note);
    });

  await speakThrough(terminal, program).parseAsync(args, { from: "user" });
  return code;
}

function seconds(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number of seconds.");
}

function positive(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be the number of a pull request.");
}
