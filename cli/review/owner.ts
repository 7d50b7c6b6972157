import { hostname } from "node:os";
import { resolve } from "node:path";
import { execa } from "execa";
import { CliError } from "../shared/errors.ts";
import { type PulumiOptions, pulumi } from "./pulumi.ts";

/** The tag that says which repository a review stack belongs to: pull requests of two repositories have the same numbers. */
const TAG = "choreo-azuread:repository";

/**
 * The repository that this runs for, as `owner/name`: what GitHub Actions says, else where the checkout came from. A folder that came
 * from nowhere is told from others by where it is.
 */
export async function repositoryOf({
  cwd = process.cwd(),
  env = process.env,
}: PulumiOptions): Promise<string> {
  if (env.GITHUB_REPOSITORY) return env.GITHUB_REPOSITORY.toLowerCase();
  const { stdout = "" } = await execa("git", ["remote", "get-url", "origin"], { cwd, reject: false });
  const remote =
    /^(?:https?|ssh|git):\/\/[^/]+\/([^/]+\/[^/]+?)(?:\.git)?\/?$|^[^/:]+:([^/]+\/[^/]+?)(?:\.git)?$/
      .exec(stdout.trim())
      ?.slice(1)
      .find(Boolean);
  return (remote ?? `${hostname()}:${resolve(cwd)}`).toLowerCase();
}

/** Writes down whose stack this is. */
export async function claim(stack: string, repository: string, options: PulumiOptions): Promise<void> {
  await pulumi(["stack", "tag", "set", TAG, repository, "--stack", stack], { ...options, onLine: undefined });
}

/** @returns the repository that claimed the stack, or undefined */
export async function ownerOf(stack: string, options: PulumiOptions): Promise<string | undefined> {
  const text = await pulumi(["stack", "tag", "ls", "--json", "--stack", stack], {
    ...options,
    onLine: undefined,
  });
  return (JSON.parse(text) as Record<string, string>)[TAG]?.toLowerCase();
}

/** A stack of another repository, or of nobody knows whom: it must not be touched. */
export class NotOurs extends CliError {
  /** Undefined where nothing tells. */
  readonly owner: string | undefined;

  constructor(stack: string, owner: string | undefined, repository: string) {
    const claim = `pulumi stack tag set ${TAG} ${repository} --stack ${stack}`;
    super(
      "untrusted",
      owner === undefined
        ? `Nothing says which repository the stack ${stack} belongs to, and it has resources: left alone.`
        : `The stack ${stack} belongs to the repository ${owner}, and this is ${repository}: left alone.`,
      owner === undefined
        ? `If it is this one's: ${claim}`
        : `Give each repository a state of its own (PULUMI_BACKEND_URL). If this one was called ${owner} before: ${claim}`,
    );
    this.owner = owner;
  }
}
