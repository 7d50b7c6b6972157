import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CliError, reasonOf } from "./errors.ts";

const OURS = "That of this project is --policy-pack policies.";

export interface PolicyPackOptions {
  /** Folder of a policy pack; relative to `cwd`, as the engine takes it. */
  policyPack?: string | undefined;
  /** JSON file that sets its rules (docs/policies.md); relative to `cwd`. */
  policyPackConfig?: string | undefined;
  cwd?: string | undefined;
}

/** What a pack may bring to have its configuration checked; ours does. */
interface Checker {
  configProblems(config: unknown): string[];
}

/**
 * The engine's flags for a policy pack and its configuration.
 *
 * @throws CliError (usage) for a folder without a pack, for a configuration that is no JSON, or that the pack's own check refuses, with everything that is wrong
 */
export async function policyFlags({
  policyPack,
  policyPackConfig,
  cwd,
}: PolicyPackOptions): Promise<string[]> {
  if (policyPack === undefined) {
    if (policyPackConfig === undefined) return [];
    throw new CliError("usage", "--policy-pack-config sets the rules of a --policy-pack.", "Give both.");
  }
  const folder = resolve(cwd ?? process.cwd(), policyPack);
  if (!existsSync(join(folder, "PulumiPolicy.yaml")))
    throw new CliError("usage", `There is no policy pack in ${folder}: it has no PulumiPolicy.yaml.`, OURS);
  if (policyPackConfig === undefined) return ["--policy-pack", policyPack];
  const file = resolve(cwd ?? process.cwd(), policyPackConfig);
  const config = await readConfig(file, policyPackConfig);
  const problems = (await checkerOf(folder))?.configProblems(config) ?? [];
  if (problems.length > 0)
    throw new CliError(
      "usage",
      [`${policyPackConfig} cannot configure the policies:`, ...problems.map((each) => `  ${each}`)].join(
        "\n",
      ),
      "docs/policies.md lists the rules and what can be set.",
    );
  return ["--policy-pack", policyPack, "--policy-pack-config", file];
}

async function readConfig(file: string, given: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new CliError("usage", `Can't read ${given}: ${reasonOf(cause)}`, undefined, { cause });
  }
}

async function checkerOf(folder: string): Promise<Checker | undefined> {
  const file = resolve(folder, "checkConfig.ts");
  return existsSync(file) ? ((await import(pathToFileURL(file).href)) as Checker) : undefined;
}
