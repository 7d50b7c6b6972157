import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { openStack, type StackOptions, sandboxFolder } from "../../../sandbox/engine/index.ts";

/** Of the worker's Vault ({@link ./vault.ts}). */
export const TEST_KEY = "hashivault://tests";

type Template = Required<Pick<StackOptions, "name" | "program" | "engine" | "env">> & { passphrase: boolean };

/**
 * What `pulumi stack init` leaves, copied from the first time that it ran for a stack of that name and project: it takes half a second.
 * Kept from one test run to the next; where there is a Vault, with {@link TEST_KEY}.
 *
 * @param folder of the stack, as in {@link openStack}
 */
export async function initialize(folder: string, stack: Template): Promise<void> {
  const project = parse(await readFile(join(stack.program, "Pulumi.yaml"), "utf8")).name as string;
  const secretsProvider = stack.env.VAULT_ADDR && !stack.passphrase ? TEST_KEY : undefined;
  const templates = join(sandboxFolder, "warm", "stacks", stack.engine.version);
  const template = join(templates, `${project}-${stack.name}${secretsProvider ? "" : "-passphrase"}`);
  if (!existsSync(template)) {
    await mkdir(templates, { recursive: true });
    const half = await mkdtemp(`${template}.`);
    await openStack({ ...stack, folder: half, config: {}, secretsProvider });
    // Another worker may have been faster.
    await rename(half, template).catch(() => rm(half, { recursive: true }));
  }
  await cp(template, folder, { recursive: true });
}
