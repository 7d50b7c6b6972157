import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { SANDBOX_PASSPHRASE } from "../../sandbox/engine/index.ts";
import { entra } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import type { startFakeGithub } from "../cli/github/fake-github.ts";
import { type Checkout, checkOut, writeStackFile } from "./checkout.ts";
import type { Role } from "./documentedRoles.ts";
import { type Identity, makeIdentities } from "./identities.ts";
import { evaluate, type JobResult, runJob, type Values } from "./runner.ts";
import { jobOf } from "./workflows.ts";

/** Of `dev`. */
interface Configuration {
  "choreo-azuread:choreo": Record<string, unknown>;
  /** By name. */
  "choreo-azuread:clients": Record<string, Record<string, unknown>>;
}

const REPOSITORY = "taylordean/books";

/** The repository `taylordean/books` with its stacks, its environments with their variables and secrets, and what its workflows share. */
export class FakeRepository {
  readonly #root: string;
  readonly #sandbox: Sandbox;
  readonly #github: Awaited<ReturnType<typeof startFakeGithub>>;
  #jobs = 0;
  #identities: Record<Role, Identity> | undefined;

  constructor(root: string, sandbox: Sandbox, github: Awaited<ReturnType<typeof startFakeGithub>>) {
    this.#root = root;
    this.#sandbox = sandbox;
    this.#github = github;
  }

  /**
   * What a person does once: the identities of docs/real-services.md, `pulumi stack init`, and a commit of the stack files that it
   * writes the key of the secrets into.
   */
  async start(stacks: readonly string[] = ["dev"]): Promise<void> {
    this.#identities = await makeIdentities(this.#sandbox);
    await mkdir(this.#committed, { recursive: true });
    // Whoever previews would otherwise propose itself as the owner.
    const deployer = { "choreo-azuread:deployer": this.#identities.deploys.servicePrincipalId };
    for (const stack of stacks) {
      const { folder, env } = await this.checkout(stack);
      const pulumi = (...args: string[]) => execa("pulumi", args, { cwd: folder, env, extendEnv: false });
      await writeStackFile({ folder }, stack, deployer);
      // A key service, as tests/engine/warm/vault.ts plays one; without it, with COLD_STACKS, a passphrase.
      const provider = env.VAULT_ADDR ? ["--secrets-provider", "hashivault://tests"] : [];
      await pulumi("stack", "init", stack, "--no-select", ...provider);
      // A passphrase's salt comes with the first command that needs a key, unless the file has one.
      await pulumi("config", "set", "--secret", "--stack", stack, "choreo-azuread:salted", "x");
      const file = `Pulumi.${stack}.yaml`;
      const { config, ...key } = parse(await readFile(join(folder, file), "utf8"));
      delete config["choreo-azuread:salted"];
      await writeFile(join(this.#committed, file), stringify({ ...key, config }));
    }
  }

  get #committed(): string {
    return join(this.#root, "committed");
  }

  /** Text of a stack's file as it is committed. */
  stackFile(stack: string): Promise<string> {
    return readFile(join(this.#committed, `Pulumi.${stack}.yaml`), "utf8");
  }

  /** Changes the configuration that the next checkouts have; a merge, or a push to a pull request. */
  async commit(change: (config: Configuration) => void, stack = "dev"): Promise<void> {
    const file = parse(await this.stackFile(stack));
    change(file.config);
    await writeFile(join(this.#committed, `Pulumi.${stack}.yaml`), stringify(file));
  }

  /** Where a stack's state is: a container for each, and one for the stacks of pull requests. */
  state(stack: string): string {
    return join(this.#root, `state-${stack}`);
  }

  /** @param stack whose state its runner can reach */
  async checkout(stack: string): Promise<Checkout> {
    const checkout = await checkOut(join(this.#root, `job-${++this.#jobs}`), {
      state: this.state(stack),
      env: { ...this.#machine(), ...this.#github.env },
      warmNpm: true,
    });
    await cp(this.#committed, checkout.folder, { recursive: true });
    return checkout;
  }

  /** A job of a workflow, in a fresh checkout. */
  async run(
    file: string,
    job: string,
    {
      values = {},
      event = {},
      env = {},
    }: { values?: Values; event?: object; env?: Record<string, string> } = {},
  ): Promise<JobResult> {
    const { environment = "" } = jobOf(file, job);
    const name = evaluate(typeof environment === "string" ? environment : environment.name, values);
    const role: Role = name.startsWith("preview-") ? "previews" : "deploys";
    const stack = name.replace("preview-", "");
    const checkout = await this.checkout(stack);
    const eventFile = join(checkout.folder, ".github-event.json");
    await writeFile(eventFile, JSON.stringify({ repository: { full_name: REPOSITORY }, ...event }));
    const { GITHUB_TOKEN, ...github } = this.#github.env;
    const identity = this.#identities?.[role].env as Identity["env"];
    return runJob(file, job, {
      checkout,
      artifacts: join(this.#root, "artifacts"),
      // A secret instead of the token that GitHub issues for the environment's identity.
      env: {
        ...github,
        GITHUB_EVENT_PATH: eventFile,
        ARM_CLIENT_SECRET: name ? identity.ARM_CLIENT_SECRET : "",
        ...env,
      },
      values: {
        ...(name ? this.#settings(stack, identity) : {}),
        "github.token": GITHUB_TOKEN,
        "github.workspace": checkout.folder,
        ...values,
      },
    });
  }

  /** Keeps what the jobs so far have uploaded as the artifacts of a run that is over. */
  async finishRun(id: number): Promise<void> {
    const artifacts = join(this.#root, "artifacts");
    await cp(join(artifacts, "own"), join(artifacts, String(id)), { recursive: true });
  }

  /** What docs/pull-requests.md tells to set in an environment, and nothing else. */
  #settings(stack: string, { ARM_CLIENT_ID, CHOREO_TOKEN }: Identity["env"]): Values {
    return {
      "vars.PULUMI_BACKEND_URL": `file://${this.state(stack)}`,
      "vars.AZURE_CLIENT_ID": ARM_CLIENT_ID,
      "vars.AZURE_TENANT_ID": entra.tenantId,
      "secrets.PULUMI_CONFIG_PASSPHRASE": SANDBOX_PASSPHRASE,
      "secrets.CHOREO_TOKEN": CHOREO_TOKEN,
    };
  }

  /** The addresses of the sandbox; nothing that the workflows set. */
  #machine(): Record<string, string> {
    const {
      CHOREO_TOKEN: _,
      ARM_CLIENT_ID: _id,
      ARM_TENANT_ID: _tenant,
      ARM_CLIENT_SECRET: _secret,
      ...machine
    } = this.#sandbox.env;
    return machine;
  }
}

/** The webhook payload of a pull request, as far as it is read. */
export function pullRequestEvent(number: number, { from = REPOSITORY, sha = "0".repeat(40) } = {}): object {
  return { pull_request: { number, head: { sha, repo: { full_name: from } } } };
}
