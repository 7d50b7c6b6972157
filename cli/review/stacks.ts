import { resolve } from "node:path";
import { failed, type PulumiOptions, pulumi, tryPulumi } from "./pulumi.ts";
import { copyConfiguration, readStackState, writeHeader } from "./stack-file.ts";
import { isStale } from "./stale-lock.ts";

const PREFIX = "pr-";

/** The stack of a pull request: `pr-12`. Its name is its environment, so it is part of every name in Azure and Choreo. */
export function reviewStack(pullRequest: number): string {
  return `${PREFIX}${pullRequest}`;
}

/** @returns the number of the pull request, or undefined for another stack; `org/project/pr-12` counts as well */
export function pullRequestOfStack(stack: string): number | undefined {
  const name = stack.split("/").at(-1) ?? stack;
  const number = new RegExp(`^${PREFIX}([1-9]\\d*)$`).exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

interface UpOptions extends PulumiOptions {
  /** The stack whose configuration is taken over. */
  from: string;
  /** `azurekeyvault://…` and the like; for a new stack. Default: Pulumi's own default. */
  secretsProvider?: string | undefined;
}

/**
 * Makes the stack if need be and brings it up, with the policy pack.
 *
 * @throws CliError (usage) without the stack file of `from`, (refused) when the update fails: `down` takes back what it made
 */
export async function up(
  pullRequest: number,
  { from, secretsProvider, ...options }: UpOptions,
): Promise<void> {
  const stack = reviewStack(pullRequest);
  const quiet = { ...options, onLine: undefined };
  const found = await find(pullRequest, options);
  await writeHeader(stack, found ? (await readStackState(found, options)).header : {}, options);
  if (!found) {
    const provider = secretsProvider ? ["--secrets-provider", secretsProvider] : [];
    await pulumi(["stack", "init", stack, "--no-select", ...provider], quiet);
  }
  // An environment of the other stack would give all its copies the same names; what is protected could not be destroyed.
  const own = { "choreo-azuread:environment": stack, "choreo-azuread:protect": false };
  await copyConfiguration({ from, to: stack, own }, options);
  const policies = resolve(options.cwd ?? process.cwd(), "policies");
  // With a preview: policies for the whole stack are asked at the end, and after an update it is too late.
  await change(found ?? stack, ["up", "--policy-pack", policies], options);
}

/** What `down` did: nothing (there was no stack), or destroyed it. */
export interface Down {
  destroyed: boolean;
  /** What may be left though the state does not know it, from an interrupted update: to be looked for by a person. */
  unsure: string[];
}

/**
 * Destroys the stack and forgets it. Works in any checkout, also one that never brought it up.
 *
 * @throws CliError (refused) when something could not be destroyed; the stack is kept, and another `down` goes on
 */
export async function down(pullRequest: number, options: PulumiOptions): Promise<Down> {
  const stack = await find(pullRequest, options);
  if (stack === undefined) return { destroyed: false, unsure: [] };
  const { unsure } = await readStackState(stack, options);
  // Without the program: the branch may be gone. The state says how it is encrypted; credentials come from the environment.
  await change(stack, ["destroy", "--remove", "--skip-preview"], options);
  return { destroyed: true, unsure };
}

/** Runs what changes Azure and Choreo; also when a job that was stopped left its lock, which nobody else would take away. */
async function change(stack: string, command: string[], options: PulumiOptions): Promise<void> {
  const args = [
    ...command,
    "--stack",
    stack,
    "--yes",
    "--suppress-outputs",
    "--suppress-progress",
    "--color",
    "never",
  ];
  let result = await tryPulumi(args, options);
  if (result.exitCode !== 0 && isStale(result.said)) {
    await pulumi(["cancel", "--stack", stack, "--yes"], options);
    result = await tryPulumi(args, options);
  }
  if (result.exitCode !== 0) throw failed(args, result, "refused");
}

/** The stacks of pull requests that exist. */
export async function reviewStacks(
  options: PulumiOptions,
): Promise<{ stack: string; pullRequest: number }[]> {
  const text = await pulumi(["stack", "ls", "--json"], { ...options, onLine: undefined });
  return (JSON.parse(text) as { name: string }[]).flatMap(({ name: stack }) => {
    const pullRequest = pullRequestOfStack(stack);
    return pullRequest === undefined ? [] : [{ stack, pullRequest }];
  });
}

/** The name under which the backend has a pull request's stack; Pulumi Cloud may put an organisation before it. */
async function find(pullRequest: number, options: PulumiOptions): Promise<string | undefined> {
  return (await reviewStacks(options)).find((each) => each.pullRequest === pullRequest)?.stack;
}
