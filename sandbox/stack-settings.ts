import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import type { RunningChoreo } from "./choreo/index.ts";
import { projectFolder } from "./engine/index.ts";
import * as seed from "./seed.ts";

/** A stack file as Pulumi reads it. */
interface StackFile {
  config: Record<string, unknown>;
  [key: string]: unknown;
}

/** What stands under `choreo-azuread:choreo` for stock API Manager; undefined for Choreo, where Pulumi.local.yaml says it. */
export function choreoObject({ flavour, url }: Pick<RunningChoreo, "flavour" | "url">): object | undefined {
  if (flavour === "choreo") return undefined;
  return { flavour, url, identityProvider: seed.choreo.identityProviders.v2.name };
}

/** Pulumi.local.yaml with what a running sandbox of this flavour needs instead. */
export async function stackFileFor(choreo: Pick<RunningChoreo, "flavour" | "url">): Promise<StackFile> {
  const file = parse(await readFile(join(projectFolder, "Pulumi.local.yaml"), "utf8")) as StackFile;
  const object = choreoObject(choreo);
  return object ? { ...file, config: { ...file.config, "choreo-azuread:choreo": object } } : file;
}
