import { cp, mkdir, mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { type Engine, openStack, sandboxFolder } from "../../../sandbox/engine/index.ts";

const templates = join(sandboxFolder, "warm", "stacks");
const made = new Map<string, Promise<string>>();

/**
 * What `pulumi stack init` leaves, copied from the last time that it ran for a stack of that name and project: it takes half a second.
 *
 * @param folder of the stack, as in {@link openStack}
 */
export async function initialize(
  folder: string,
  stack: { name: string; program: string },
  engine: Engine,
): Promise<void> {
  const project = parse(await readFile(join(stack.program, "Pulumi.yaml"), "utf8")).name as string;
  const key = `${project}-${stack.name}`;
  const template = made.get(key) ?? make(key, { ...stack, engine });
  made.set(key, template);
  await cp(await template, folder, { recursive: true });
}

async function make(
  key: string,
  options: { name: string; program: string; engine: Engine },
): Promise<string> {
  await mkdir(templates, { recursive: true });
  const folder = await mkdtemp(join(templates, `${key}-`));
  await openStack({ ...options, folder, config: {} });
  return folder;
}
