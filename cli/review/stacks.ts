import { rm } from "node:fs/promises";
import { policyFlags } from "../shared/policyPack.ts";
import { claim, NotOurs, ownerOf, repositoryOf } from "./owner.ts";
import { failed, type PulumiOptions, pulumi, tryPulumi } from "./pulumi.ts";
import {
  copyConfiguration,
  readConfiguration,
  readStackState,
  type StackState,
  stackFile,
  writeHeader,
} from "./stack-file.ts";
import { isStale } from "./stale-lock.ts";

const PREFIX = "pr-";

/** The stack of a pull request: `pr-12`. Its name is its environment, so it is part of every name in Azure and Choreo. */
export function reviewStack(pullRequest: number): string {
  return `${PREFIX}${pullRequest}`;
}

/** @returns the number of the pull request, or undefined for another stack; `org/project/pr-12` counts as well */
function pullRequestOfStack(stack: string): number | undefined {
  const name = stack.split("/").at(-1) ?? stack;
  const number = new RegExp(`^${PREFIX}([1-9]\\d*)$`).exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

interface UpOptions extends PulumiOptions {
  /** The stack whose configuration is taken over. */
  from: string;
  /** `azurekeyvault://…` and the like; for a new stack. Default: Pulumi's own default. */
  secretsProvider?: string | undefined;
  /** JSON file that sets the rules of the policy pack. */
  policyPackConfig?: string | undefined;
}

/**
 * Makes the stack if need be and brings it up, with the policy pack.
 *
 * @throws CliError (usage) without the stack file of `from`, (untrusted) for a stack of another repository, in both cases before
 * anything is made; (refused) when the update fails: `down` takes back what it made
 */
export async function up(
  pullRequest: number,
  { from, secretsProvider, policyPackConfig, ...options }: UpOptions,
): Promise<void> {
  const stack = reviewStack(pullRequest);
  const source = await readConfiguration(from, options);
  const policies = await policyFlags({ policyPack: "policies", policyPackConfig, cwd: options.cwd });
  const found = await findOurs(pullRequest, options);
  await writeHeader(stack, found?.state.header ?? {}, options);
  // An environment of the other stack would give all its copies the same names; what is protected could not be destroyed.
  const own = { "choreo-azuread:environment": stack, "choreo-azuread:protect": false };
  const configuration = { from, source, to: stack, own };
  if (found) await copyConfiguration(configuration, options);
  else await make(stack, secretsProvider, options, () => copyConfiguration(configuration, options));
  await claim(found?.stack ?? stack, await repositoryOf(options), options);
  // With a preview: policies for the whole stack are asked at the end, and after an update it is too late.
  await change(found?.stack ?? stack, ["up", ...policies], options);
}

/** Makes a stack and fills it; without the latter there is no stack. */
async function make(
  stack: string,
  secretsProvider: string | undefined,
  options: PulumiOptions,
  fill: () => Promise<void>,
): Promise<void> {
  const quiet = { ...options, onLine: undefined };
  const provider = secretsProvider ? ["--secrets-provider", secretsProvider] : [];
  await pulumi(["stack", "init", stack, "--no-select", ...provider], quiet);
  try {
    await fill();
  } catch (error) {
    await tryPulumi(["stack", "rm", "--yes", stack], quiet);
    await rm(stackFile(stack, options), { force: true });
    throw error;
  }
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
 * @throws CliError (refused) when something could not be destroyed; the stack is kept, and another `down` goes on; (untrusted) for
 * a stack of another repository
 */
export async function down(pullRequest: number, options: PulumiOptions): Promise<Down> {
  const found = await findOurs(pullRequest, options);
  if (!found) return { destroyed: false, unsure: [] };
  // Without the program: the branch may be gone. The state says how it is encrypted; credentials come from the environment.
  await change(found.stack, ["destroy", "--remove", "--skip-preview"], options);
  return { destroyed: true, unsure: found.state.unsure };
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

/**
 * A pull request's stack, under the name that the backend has for it: Pulumi Cloud may put an organisation before it.
 *
 * @throws CliError (untrusted) when it is not, or may not be, this repository's
 */
async function findOurs(
  pullRequest: number,
  options: PulumiOptions,
): Promise<{ stack: string; state: StackState } | undefined> {
  const stack = (await reviewStacks(options)).find((each) => each.pullRequest === pullRequest)?.stack;
  return stack === undefined ? undefined : { stack, state: await ofThisRepository(stack, options) };
}

/**
 * The state of a stack of this repository.
 *
 * @throws NotOurs for another one's, or when nobody can tell
 */
export async function ofThisRepository(stack: string, options: PulumiOptions): Promise<StackState> {
  const state = await readStackState(stack, options);
  const [repository, owner] = await Promise.all([repositoryOf(options), ownerOf(stack, options)]);
  // One without resources and owner is ours: a job ended before it wrote that down.
  if (owner !== repository && !(owner === undefined && state.isEmpty))
    throw new NotOurs(stack, owner, repository);
  return state;
}
