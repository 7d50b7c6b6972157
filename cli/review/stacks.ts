import { type PulumiOptions, pulumi, tryPulumi } from "./pulumi.ts";

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
  /** `azurekeyvault://…` and the like. Default: Pulumi's own default. */
  secretsProvider?: string | undefined;
}

/** Makes the stack if need be and brings it up, with the policy pack. */
export async function up(stack: string, { from, secretsProvider, ...options }: UpOptions): Promise<void> {
  if (!(await names(options)).includes(stack)) {
    const provider = secretsProvider ? ["--secrets-provider", secretsProvider] : [];
    // --copy-config-from also encrypts the secrets in it anew, with the new stack's key.
    await pulumi(["stack", "init", stack, "--copy-config-from", from, "--no-select", ...provider], options);
  } else {
    await pulumi(["config", "cp", "--stack", from, "--dest", stack], options);
  }
  await pulumi(["up", "--stack", stack, "--yes", "--skip-preview", "--policy-pack", "policies"], options);
}

/**
 * Destroys the stack and forgets it. Nothing happens when there is none.
 *
 * @returns whether there was one
 */
export async function down(stack: string, options: PulumiOptions): Promise<boolean> {
  if (!(await names(options)).includes(stack)) return false;
  // Without the program: the branch may be gone. The providers take their credentials from the environment.
  await pulumi(["destroy", "--stack", stack, "--yes", "--skip-preview", "--remove"], options);
  return true;
}

/** The stacks of pull requests that exist. */
export async function reviewStacks(
  options: PulumiOptions,
): Promise<{ stack: string; pullRequest: number }[]> {
  return (await names(options)).flatMap((stack) => {
    const pullRequest = pullRequestOfStack(stack);
    return pullRequest === undefined ? [] : [{ stack, pullRequest }];
  });
}

async function names(options: PulumiOptions): Promise<string[]> {
  const { stdout, exitCode } = await tryPulumi(["stack", "ls", "--json"], {
    ...options,
    onOutput: undefined,
  });
  if (exitCode !== 0) return JSON.parse(await pulumi(["stack", "ls", "--json"], options)) as string[];
  return (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
}
