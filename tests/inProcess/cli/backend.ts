import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CliError } from "./errors.ts";

/** What `pulumi stack export` calls a deployment. */
export interface Snapshot {
  secrets_providers?: { type: string; state: Record<string, unknown> };
  resources?: { urn: string; type: string; custom: boolean }[];
  pending_operations?: { type: string; resource: { urn: string; type: string } }[];
  /** Not the engine's, which has it in the state of providers: the configuration of the last update. */
  configuration?: Record<string, unknown>;
  [other: string]: unknown;
}

interface Checkpoint {
  version: 3;
  checkpoint: { stack: string; latest: Snapshot };
}

const ORGANIZATION = "organization";

/** The stacks of a project in a folder, in files of the form and at the places of Pulumi's DIY backend. */
export class Backend {
  readonly #folder: string;
  readonly project: string;

  constructor(url: string | undefined, project: string) {
    if (!url?.startsWith("file://")) throw new CliError(`no backend in a folder: ${url}`);
    this.#folder = join(fileURLToPath(url), ".pulumi");
    this.project = project;
  }

  get #stacks(): string {
    return join(this.#folder, "stacks", this.project);
  }

  #file = (stack: string, ending = "json") => join(this.#stacks, `${stack}.${ending}`);
  #locks = (stack: string) => join(this.#folder, "locks", ORGANIZATION, this.project, stack);

  async stacks(): Promise<{ name: string; resourceCount: number }[]> {
    const files = await readdir(this.#stacks).catch(() => []);
    const names = files.flatMap((file) => /^(.+)\.json$/.exec(file)?.[1] ?? []).sort();
    return Promise.all(
      names.map(async (name) => ({ name, resourceCount: (await this.read(name)).resources?.length ?? 0 })),
    );
  }

  async read(stack: string): Promise<Snapshot> {
    const text = await readFile(this.#file(stack), "utf8").catch(() => {
      throw new CliError(`no stack named '${stack}' found`, 6);
    });
    return (JSON.parse(text) as Checkpoint).checkpoint.latest;
  }

  async write(stack: string, latest: Snapshot): Promise<void> {
    const checkpoint = { stack: `${ORGANIZATION}/${this.project}/${stack}`, latest };
    await mkdir(this.#stacks, { recursive: true });
    await writeFile(this.#file(stack), JSON.stringify({ version: 3, checkpoint } satisfies Checkpoint));
  }

  async exists(stack: string): Promise<boolean> {
    return (await this.stacks()).some(({ name }) => name === stack);
  }

  async remove(stack: string): Promise<void> {
    for (const ending of ["json", "pulumi-tags"]) await rm(this.#file(stack, ending), { force: true });
  }

  async tags(stack: string): Promise<Record<string, string>> {
    const text = await readFile(this.#file(stack, "pulumi-tags"), "utf8").catch(() => '{"tags":{}}');
    return JSON.parse(text).tags as Record<string, string>;
  }

  async setTags(stack: string, tags: Record<string, string>): Promise<void> {
    await writeFile(this.#file(stack, "pulumi-tags"), JSON.stringify({ version: 1, tags }));
  }

  /** Does what changes a stack while nobody else does. @throws CliError with the words of Pulumi, which cli/review reads */
  async locked<T>(stack: string, work: () => Promise<T>): Promise<T> {
    const folder = this.#locks(stack);
    await mkdir(folder, { recursive: true });
    const own = join(folder, `${process.pid}-${performance.now()}.json`);
    const now = new Date().toISOString();
    await writeFile(
      own,
      JSON.stringify({ pid: process.pid, username: "me", hostname: "here", timestamp: now }),
    );
    try {
      const others = (await readdir(folder)).map((file) => join(folder, file)).filter((file) => file !== own);
      if (others.length > 0) throw await lockedBy(others);
      return await work();
    } finally {
      await rm(own, { force: true });
    }
  }

  async unlock(stack: string): Promise<void> {
    await rm(this.#locks(stack), { recursive: true, force: true });
  }
}

async function lockedBy(files: string[]): Promise<CliError> {
  const lines = files.map(async (file) => {
    const { username, hostname, pid, timestamp } = JSON.parse(await readFile(file, "utf8"));
    const time = timestamp.replace(/\.\d+Z$/, "Z");
    return `  file://${file}: created by ${username}@${hostname} (pid ${pid}) at ${time}`;
  });
  return new CliError(
    [
      `the stack is currently locked by ${files.length} lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.`,
      ...(await Promise.all(lines)),
    ].join("\n"),
  );
}
