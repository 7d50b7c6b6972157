import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CliError } from "./errors.ts";

/** @throws CliError (usage) where there is no Pulumi.yaml */
export function projectName(cwd: string): string {
  try {
    return (parse(readFileSync(join(cwd, "Pulumi.yaml"), "utf8")) as { name: string }).name;
  } catch {
    throw new CliError("usage", `There is no Pulumi.yaml in ${cwd}.`, "Name its folder with --cwd.");
  }
}
