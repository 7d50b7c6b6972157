import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { SANDBOX_PASSPHRASE } from "../../sandbox/engine/index.ts";
import { choreo, entra } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import type { startFakeGithub } from "../cli/github/fake-github.ts";
import { type Checkout, checkOut, writeStackFile } from "./checkout.ts";
import { type JobResult, runJob, type Values } from "./runner.ts";

/** Of `dev`. */
interface Configuration {
  "choreo-azuread:choreo": Record<string, unknown>;
  /** By name. */
  "choreo-azuread:clients": Record<string, Record<string, unknown>>;
}

const REPOSITORY = "taylordean/books";

/** The repository `taylordean/books` with one stack `dev`, its variables and secrets, and what its workflows share. */
export class FakeRepository {
  readonly #root: string;
  readonly #sandbox: Sandbox;
  readonly #github: Awaited<ReturnType<typeof startFakeGithub>>;
  #jobs = 0;

  constructor(root: string, sandbox: Sandbox, github: Awaited<ReturnType<typeof startFakeGithub>>) {
    this.#root = root;
    this.#sandbox = sandbox;
    this.#github = github;
  }

  /** What a person does once and commits: `pulumi stack init dev`, and the stack file that it writes the salt into. */
  async start(): Promise<void> {
    const { folder, env } = await this.checkout();
    await writeStackFile({ folder }, "dev");
    await execa("pulumi", ["stack", "init", "dev", "--no-select"], { cwd: folder, env, extendEnv: false });
    // The salt comes with the first command that needs a key, unless the file has one.
    await execa("pulumi", ["config", "set", "--secret", "--stack", "dev", "choreo-azuread:salted", "x"], {
      cwd: folder,
      env,
      extendEnv: false,
    });
    const { encryptionsalt, config } = parse(await readFile(join(folder, "Pulumi.dev.yaml"), "utf8"));
    delete config["choreo-azuread:salted"];
    await writeFile(this.#committed, stringify({ encryptionsalt, config }));
  }

  get #committed(): string {
    return join(this.#root, "Pulumi.dev.yaml");
  }

  /** Changes the configuration that the next checkouts have; a merge, or a push to a pull request. */
  async commit(change: (config: Configuration) => void): Promise<void> {
    const file = parse(await readFile(this.#committed, "utf8"));
    change(file.config);
    await writeFile(this.#committed, stringify(file));
  }

  async checkout(): Promise<Checkout> {
    const state = join(this.#root, "state");
    const checkout = await checkOut(join(this.#root, `job-${++this.#jobs}`), { state, env: this.#machine() });
    await cp(this.#committed, join(checkout.folder, "Pulumi.dev.yaml")).catch(() => undefined);
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
    const checkout = await this.checkout();
    const eventFile = join(checkout.folder, ".github-event.json");
    await writeFile(eventFile, JSON.stringify({ repository: { full_name: REPOSITORY }, ...event }));
    const { GITHUB_TOKEN, ...github } = this.#github.env;
    return runJob(file, job, {
      checkout,
      artifacts: join(this.#root, "artifacts"),
      env: { ...github, GITHUB_EVENT_PATH: eventFile, ...env },
      values: { ...this.#settings(), "github.token": GITHUB_TOKEN, ...values },
    });
  }

  /** Keeps what the jobs so far have uploaded as the artifacts of a run that is over. */
  async finishRun(id: number): Promise<void> {
    const artifacts = join(this.#root, "artifacts");
    await cp(join(artifacts, "own"), join(artifacts, String(id)), { recursive: true });
  }

  /** What docs/pull-requests.md tells to set, and nothing else. */
  #settings(): Values {
    return {
      "vars.PULUMI_BACKEND_URL": `file://${join(this.#root, "state")}`,
      "vars.AZURE_CLIENT_ID": entra.deployer.clientId,
      "vars.AZURE_TENANT_ID": entra.tenantId,
      "secrets.PULUMI_CONFIG_PASSPHRASE": SANDBOX_PASSPHRASE,
      "secrets.CHOREO_TOKEN": choreo.personalAccessToken,
    };
  }

  /** The addresses of the sandbox, and a secret instead of the token that GitHub issues; nothing that the workflows set. */
  #machine(): Record<string, string> {
    const { CHOREO_TOKEN: _, ARM_CLIENT_ID: _id, ARM_TENANT_ID: _tenant, ...machine } = this.#sandbox.env;
    return machine;
  }
}

/** The webhook payload of a pull request, as far as it is read. */
export function pullRequestEvent(number: number, from = REPOSITORY): object {
  return { pull_request: { number, head: { repo: { full_name: from } } } };
}
