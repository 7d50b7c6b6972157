import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { stringify } from "yaml";
import type { Flavour } from "./choreo/index.ts";
import { sandboxFolder } from "./engine/index.ts";
import { makeByHand } from "./hand-made/index.ts";
import { howToAdopt, howToUse, quote } from "./how-to-use.ts";
import { withOwnTrust } from "./own-trust.ts";
import { choreoObject, stackFileFor } from "./stack-settings.ts";
import { type Sandbox, startSandbox } from "./start.ts";

export interface ServeOptions {
  /** File for the environment of a Pulumi run, `KEY=value` lines. */
  envFile?: string;
  portBase?: number;
  flavour: Flavour;
  /** Fill them with what a team may have that followed the guide by hand. */
  handMade?: boolean;
}

/** Runs the emulators alone until SIGINT or SIGTERM. Says `ready`, the addresses and how to use them when all of it is in place. */
export async function serve(options: ServeOptions): Promise<void> {
  const stopped = untilStopped();
  const sandbox = await startSandbox({ flavour: options.flavour, portBase: options.portBase });
  await mkdir(sandboxFolder, { recursive: true });
  const state = await mkdtemp(join(sandboxFolder, "serve-"));
  try {
    const envFile = options.envFile && resolve(options.envFile);
    const env = await withOwnTrust(sandbox.env, state);
    if (envFile) await writeEnvFile(envFile, env);
    if (options.handMade) {
      await makeByHand(sandbox);
      console.log(`ready ${addresses(sandbox)}\n${howToAdopt({ env, envFile, state })}`);
      await stopped;
      return;
    }
    const configFile = choreoObject(sandbox.choreo) && join(state, "Pulumi.local.yaml");
    if (configFile) await writeFile(configFile, stringify(await stackFileFor(sandbox.choreo)));
    console.log(`ready ${addresses(sandbox)}\n${howToUse({ env, envFile, state, configFile })}`);
    await stopped;
  } finally {
    await sandbox.stop();
    await rm(state, { recursive: true, force: true });
  }
}

/** `entra=https://localhost:… choreo=… gateway=… backend=…` */
export function addresses({ entra, choreo, gateway, backend }: Sandbox): string {
  return Object.entries({ entra, choreo, gateway, backend })
    .map(([name, { url }]) => `${name}=${url}`)
    .join(" ");
}

/** For `. FILE` of a shell. Complete or not there at all: whoever waits for the file never reads half of it. */
export async function writeEnvFile(file: string, env: Record<string, string>): Promise<void> {
  const lines = Object.entries(env).map(([key, value]) => `${key}=${quote(value)}\n`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, lines.join(""), { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

/** Settles at the first signal; further ones change nothing, as stopping takes no time. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((settle) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, settle);
  });
}
