import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { CliError, reasonOf } from "../shared/errors.ts";
import { unknownName } from "../shared/unknownName.ts";
import { type PulumiOptions, pulumi } from "./pulumi.ts";

/** `Pulumi.<stack>.yaml`, as far as it is looked at. */
export interface StackFile {
  config?: Record<string, unknown>;
  [header: string]: unknown;
}

/** The parts of `pulumi stack export` that say how the stack's secrets are encrypted (pulumi/pulumi, apitype/stacks.go). */
const exportSchema = z.object({
  deployment: z
    .object({
      secrets_providers: z
        .object({ type: z.string(), state: z.record(z.string(), z.unknown()).nullish() })
        .nullish(),
      resources: z.array(z.object({ type: z.string() })).nullish(),
      pending_operations: z
        .array(z.object({ type: z.string(), resource: z.object({ urn: z.string(), type: z.string() }) }))
        .nullish(),
    })
    .nullish(),
});

/** What a state tells besides its resources. */
export interface StackState {
  /** The head of the stack file: how its secrets are encrypted. */
  header: StackFile;
  /** Whether it has no resource yet, or none any more. */
  isEmpty: boolean;
  /** What an interrupted run was about to create: perhaps it exists, and the state doesn't know. As `Application books`. */
  unsure: string[];
}

/** Reads how a stack is encrypted from its state: its own file was written by another job, whose checkout is gone. */
export async function readStackState(stack: string, options: PulumiOptions): Promise<StackState> {
  const text = await pulumi(["stack", "export", "--stack", stack], { ...options, onLine: undefined });
  const {
    secrets_providers: provider,
    resources,
    pending_operations: pending,
  } = exportSchema.parse(JSON.parse(text)).deployment ?? {};
  return {
    header: headerOf(provider?.type, provider?.state ?? {}),
    isEmpty: (resources ?? []).every(({ type }) => type === "pulumi:pulumi:Stack"),
    unsure: (pending ?? [])
      .filter(({ type }) => type === "creating")
      .map(({ resource: { urn, type } }) => `${type.split(":").at(-1)} ${urn.split("::").at(-1)}`),
  };
}

function headerOf(type: string | undefined, state: Record<string, unknown>): StackFile {
  if (type === "passphrase") return { encryptionsalt: state.salt };
  if (type === "cloud") return { secretsprovider: state.url, encryptedkey: state.encryptedkey };
  return {};
}

/** Path of a stack's file; Pulumi takes the last part of `organisation/project/stack`. */
export function stackFile(stack: string, { cwd = process.cwd() }: PulumiOptions): string {
  return join(cwd, `Pulumi.${stack.split("/").at(-1)}.yaml`);
}

/** Writes a stack's file anew; without a header removes it, and the engine's defaults hold. */
export async function writeHeader(stack: string, header: StackFile, options: PulumiOptions): Promise<void> {
  const file = stackFile(stack, options);
  if (Object.keys(header).length === 0) await rm(file, { force: true });
  else await writeFile(file, stringify(header));
}

/** Reads a stack's file. @throws CliError (usage) when there is none, or it is no YAML */
export function readConfiguration(stack: string, options: PulumiOptions): Promise<StackFile> {
  return readStackFile(stack, options);
}

/**
 * Gives a stack the configuration of another one, and nothing else: what an earlier copy had and the other has no more is gone.
 * Without secrets in it the other stack need not exist, and its key is not needed.
 *
 * @param source the other one's file
 * @param own keys that the copy has of its own
 */
export async function copyConfiguration(
  { from, source, to, own }: { from: string; source: StackFile; to: string; own: Record<string, unknown> },
  options: PulumiOptions,
): Promise<void> {
  const secret = hasSecret(source.config);
  // Encrypts anew with the other stack's key.
  if (secret)
    await pulumi(["config", "cp", "--stack", from, "--dest", to], { ...options, onLine: undefined });
  const target = await readStackFile(to, options, {});
  const config = { ...(secret ? target.config : source.config), ...own };
  await writeFile(stackFile(to, options), stringify({ ...target, config }));
}

async function readStackFile(
  stack: string,
  options: PulumiOptions,
  otherwise?: StackFile,
): Promise<StackFile> {
  const file = stackFile(stack, options);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    if (otherwise) return otherwise;
    throw unknownName("stack file", stack, await stackFiles(options), "The project");
  }
  try {
    return (parse(text) ?? {}) as StackFile;
  } catch (cause) {
    throw new CliError("usage", `${file} is no YAML: ${reasonOf(cause)}`, undefined, { cause });
  }
}

async function stackFiles({ cwd = process.cwd() }: PulumiOptions): Promise<string[]> {
  return (await readdir(cwd)).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []).sort();
}

function hasSecret(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(
    ([key, inner]) => (key === "secure" && typeof inner === "string") || hasSecret(inner),
  );
}
