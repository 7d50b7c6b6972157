import { access, chmod, constants, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export interface PluginPaths {
  /** A published `pulumi-resource-azuread` to use instead of the stand-in; default: `SANDBOX_AZUREAD_PLUGIN`. */
  azureadBinary?: string | undefined;
  /** A published `pulumi-resource-random`; default: `SANDBOX_RANDOM_PLUGIN`. */
  randomBinary?: string | undefined;
}

export interface InstalledPlugin {
  name: "azuread" | "random";
  version: string;
  /** Whether it is ours or the path of a published one that was given. */
  used: "stand-in" | { published: string };
}

/**
 * Puts the plugins `azuread` and `random` where the engine looks for them, so that it downloads neither.
 *
 * @param pulumiHome the folder of `PULUMI_HOME`; made if absent
 * @returns which one is used for each
 * @throws when a published one is named that isn't there or can't be run
 * @example `await installPlugins(home, { azureadBinary: "/opt/pulumi-resource-azuread" })`
 */
export async function installPlugins(
  pulumiHome: string,
  paths: PluginPaths = {},
): Promise<InstalledPlugin[]> {
  const {
    azureadBinary = process.env.SANDBOX_AZUREAD_PLUGIN,
    randomBinary = process.env.SANDBOX_RANDOM_PLUGIN,
  } = paths;
  return [
    await install(pulumiHome, "azuread", "6.9.1", azureadBinary),
    await install(pulumiHome, "random", "4.21.2", randomBinary),
  ];
}

async function install(
  pulumiHome: string,
  name: InstalledPlugin["name"],
  version: string,
  published: string | undefined,
): Promise<InstalledPlugin> {
  if (published) await expectExecutable(name, resolve(published));
  const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
  const executable = join(folder, `pulumi-resource-${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(
    executable,
    published ? runs(resolve(published)) : runsStandIn(name, join(folder, "compiled")),
  );
  await chmod(executable, 0o755);
  return { name, version, used: published ? { published: resolve(published) } : "stand-in" };
}

async function expectExecutable(name: string, path: string): Promise<void> {
  await access(path, constants.X_OK).catch(() => {
    throw new Error(
      `SANDBOX_${name.toUpperCase()}_PLUGIN: there is no executable file ${path}; give the path of a published ` +
        `pulumi-resource-${name}, or nothing for the stand-in`,
    );
  });
}

const runs = (path: string) => `#!/bin/sh\nexec ${quote(path)} "$@"\n`;

/**
 * Node.js by its absolute path, since the PATH may hold an older one. Compiled code is kept: it halves the time to start. The
 * published plugin (Go) trusts `SSL_CERT_FILE`, Node.js `NODE_EXTRA_CA_CERTS`; one of them is enough for this one.
 */
const runsStandIn = (name: string, compiled: string) => `#!/bin/sh
export NODE_COMPILE_CACHE=${quote(compiled)}
[ -n "$NODE_EXTRA_CA_CERTS" ] || [ -z "$SSL_CERT_FILE" ] || export NODE_EXTRA_CA_CERTS="$SSL_CERT_FILE"
exec ${quote(process.execPath)} ${quote(fileURLToPath(new URL(`./${name}/main.ts`, import.meta.url)))} "$@"
`;

const quote = (path: string) => `'${path.replaceAll("'", `'\\''`)}'`;
