import { readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { compiledFolder, projectFolder, pulumiHome, sandboxFolder } from "./folders.ts";

/** The Pulumi CLI that the bootstrap found, downloaded or built; written by it to `.sandbox/engine.json`. */
export interface Engine {
  /** `path`: the user's own; `installer`: the official download; `go`: built from its Go module, with our language host. */
  source: "path" | "installer" | "go";
  /** Without a leading `v`. */
  version: string;
  /** Folder of the `pulumi` executable. */
  folder: string;
}

/** @throws when the bootstrap has not run */
export async function findEngine(): Promise<Engine> {
  const file = join(sandboxFolder, "engine.json");
  try {
    return JSON.parse(await readFile(file, "utf8")) as Engine;
  } catch (cause) {
    throw new Error("There is no Pulumi engine yet. Run `npm run bootstrap` first.", { cause });
  }
}

/** Variables of the user's shell that would make a sandboxed run reach for the user's own accounts, stacks or settings. */
const PERSONAL = /^(PULUMI_|ARM_|AZURE_|AZUREAD_|CHOREO_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$|SSL_CERT_)/;

/**
 * The environment of a Pulumi run that touches nothing of the user's: own home, state in a folder, known passphrase.
 *
 * @param stateFolder an existing folder for the stacks
 * @param extra e.g. the environment of the sandbox; wins
 */
export function engineEnvironment(
  engine: Engine,
  stateFolder: string,
  extra: Record<string, string> = {},
): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !PERSONAL.test(entry[0]),
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: [
      dirname(process.execPath),
      join(projectFolder, "node_modules", ".bin"),
      engine.folder,
      process.env.PATH,
    ]
      .filter(Boolean)
      .join(delimiter),
    PULUMI_HOME: pulumiHome,
    PULUMI_BACKEND_URL: `file://${stateFolder}`,
    PULUMI_CONFIG_PASSPHRASE: SANDBOX_PASSPHRASE,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NODE_COMPILE_CACHE: compiledFolder,
    NO_COLOR: "1",
    ...extra,
  };
}

/** Public on purpose: `Pulumi.local.yaml` carries a salt made with it, and the sandbox holds no secret worth keeping. */
export const SANDBOX_PASSPHRASE = "sandbox";
