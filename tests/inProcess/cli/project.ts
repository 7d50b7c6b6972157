import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Backend } from "./backend.ts";
import { caller } from "./caller.ts";
import type { Flags } from "./commandLine.ts";
import { CliError } from "./errors.ts";
import { StackFile } from "./stackFile.ts";

/** The folder with `Pulumi.yaml`: the current one. */
export const folder = (): string => caller().cwd();

export function backend(): Backend {
  const { name } = parse(readFileSync(join(folder(), "Pulumi.yaml"), "utf8"));
  return new Backend(caller().env.PULUMI_BACKEND_URL, name);
}

export function named({ stack }: Flags): string {
  if (!stack) throw new CliError("no stack selected; please use `pulumi stack select` to choose one");
  return stack;
}

export const fileOf = (flags: Flags, stack = named(flags)): StackFile =>
  new StackFile(folder(), stack, flags["config-file"]);

export const print = (text: string): void => void caller().stdout.write(`${text}\n`);
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));
