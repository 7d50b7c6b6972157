import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { CliError } from "./errors.ts";

/**
 * A file that an option names to be written: said before the work and not after it.
 *
 * @example .option("-o, --output <file>", "write to a file instead of standard output", fileToWrite)
 */
export function fileToWrite(file: string): string {
  const path = resolve(noFolder(file));
  if (!existsSync(dirname(path))) throw new InvalidArgumentError(`There is no folder ${dirname(path)}.`);
  return file;
}

/** The same where its folder is made. */
export function noFolder(file: string): string {
  if (statSync(resolve(file), { throwIfNoEntry: false })?.isDirectory())
    throw new InvalidArgumentError("It is a folder.");
  return file;
}

/**
 * The engine's flag for a stack file elsewhere. Where there is none, the engine would make an empty one, and say that settings lack.
 *
 * @param cwd the engine's folder
 * @throws CliError (usage) where there is none
 */
export function configFileFlag(configFile: string | undefined, cwd = process.cwd()): string[] {
  if (configFile === undefined) return [];
  if (existsSync(resolve(cwd, configFile))) return ["--config-file", configFile];
  throw new CliError("usage", `There is no ${resolve(cwd, configFile)}, which --config-file names.`);
}
