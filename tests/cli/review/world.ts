import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { reviewTool } from "../../../cli/review/tool.ts";
import { runTool } from "../../../cli/shared/run.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { plain } from "../../engine/guideStack.ts";
import { type Checkout, checkOut, writeStackFile } from "../../workflows/checkout.ts";
import { listening } from "../listening.ts";

export interface Told {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs `npm run review -- …` in this process. */
export async function runReview(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Told> {
  const { terminal, said } = listening();
  const exitCode = await runTool(() => reviewTool(args, { terminal, env }), terminal);
  return { exitCode, ...said };
}

/** The same in a checkout. New stacks have a key of the key service that tests/engine/warm/vault.ts plays. */
export function review(checkout: Checkout, ...args: string[]): Promise<Told> {
  const provider = args[0] === "up" && !args.includes("--secrets-provider") && checkout.env.VAULT_ADDR;
  return reviewIn(checkout, ...args, ...(provider ? ["--secrets-provider", "hashivault://tests"] : []));
}

/** The same with these arguments alone: new stacks have a passphrase unless they say otherwise. */
export function reviewIn({ folder, env }: Checkout, ...args: string[]): Promise<Told> {
  return runReview([...args, "--cwd", folder], env);
}

/** Runners that share a state: each job gets a checkout in which nothing ran before. */
export class Runners {
  readonly #root: string;
  readonly #sandbox: Sandbox;
  #jobs = 0;

  readonly #realEngine: boolean | undefined;

  /** @param engine real: whatever the other suites have */
  constructor(root: string, sandbox: Sandbox, engine?: "real") {
    this.#root = root;
    this.#sandbox = sandbox;
    this.#realEngine = engine && true;
  }

  get state(): string {
    return join(this.#root, "state");
  }

  /** @param dev changes to the configuration of the stack file that review stacks copy */
  async job(dev: Record<string, unknown> = {}, env: Record<string, string> = {}): Promise<Checkout> {
    const checkout = await checkOut(join(this.#root, `job-${++this.#jobs}`), {
      state: this.state,
      env: { ...this.#sandbox.env, GITHUB_REPOSITORY: "taylordean/books", ...env },
      ...(this.#realEngine ? { realEngine: true } : {}),
    });
    await writeStackFile(checkout, "dev", dev);
    return checkout;
  }
}

/** What both sides remember; a review stack that is gone must have left it as it was. */
export function stateOf({ entra, choreo }: Sandbox) {
  return plain({ entra: entra.state(), choreo: choreo.state() });
}

/** Both sides as at the start, whatever a test that failed left in them. */
export async function resetBoth({ entra, choreo }: Sandbox): Promise<void> {
  for (const { url } of [entra, choreo]) await fetch(`${url}/_sandbox/reset`, { method: "POST" });
}

/** The names of all app registrations and Choreo applications that a stack of the program made. */
export function namesIn({ entra, choreo }: Sandbox): string[] {
  const registered = (entra.state() as { applications: { displayName: string }[] }).applications;
  const { applications } = choreo.state() as { applications: { name: string }[] };
  return [
    ...registered.map(({ displayName }) => displayName).filter((name) => name.includes("(")),
    ...applications.map(({ name }) => name),
  ].sort();
}

/** An object of the configuration that review stacks copy. */
export async function configured({ folder }: Checkout, key: string): Promise<Record<string, unknown>> {
  const { config } = parse(await readFile(join(folder, "Pulumi.dev.yaml"), "utf8"));
  return config[`choreo-azuread:${key}`];
}
