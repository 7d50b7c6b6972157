import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtEngine } from "./engine-go.mjs";
import { officialEngine } from "./engine-installer.mjs";
import { ownEngine } from "./engine-path.mjs";
import { locked } from "./lock.mjs";
import { checkoutLock, sandboxFolder } from "./places.mjs";
import { Failure, say } from "./say.mjs";

/** Version that is downloaded or built; the oldest that is taken from PATH stands in engine-path.mjs. */
export const PULUMI_VERSION = "3.259.0";

const record = join(sandboxFolder, "engine.json");
const ways = { path: ownEngine, installer: officialEngine, go: builtEngine };

/**
 * The Pulumi engine, by the first of three ways that works: the user's own, the official download, a build with Go.
 * `CHOREO_AZUREAD_ENGINE=path|installer|go` allows only that one.
 *
 * @returns {Promise<{ source: string, version: string, folder: string }>} also written to `.sandbox/engine.json`
 */
export async function prepareEngine() {
  const only = process.env.CHOREO_AZUREAD_ENGINE;
  if (only && !ways[only]) {
    throw new Failure(
      `CHOREO_AZUREAD_ENGINE is "${only}". Next: set it to path, installer or go, or unset it.`,
    );
  }
  return current(only) ?? (await locked(checkoutLock, async () => current(only) ?? (await choose(only))));
}

/** What an earlier set-up chose, if it is still there and still fits. */
function current(only) {
  try {
    const engine = JSON.parse(readFileSync(record, "utf8"));
    const fits =
      (!only || engine.source === only) && (engine.source === "path" || engine.version === PULUMI_VERSION);
    return fits && engine.checkout === sandboxFolder && existsSync(join(engine.folder, "pulumi"))
      ? engine
      : undefined;
  } catch {
    return undefined;
  }
}

async function choose(only) {
  const reasons = [];
  for (const [source, find] of Object.entries(ways)) {
    if (only && source !== only) continue;
    const found = await find(PULUMI_VERSION, reasons);
    if (!found.folder) {
      reasons.push(found.reason);
      continue;
    }
    const engine = { source, version: found.version, folder: found.folder, checkout: sandboxFolder };
    mkdirSync(sandboxFolder, { recursive: true });
    writeFileSync(`${record}.tmp`, `${JSON.stringify(engine, null, 2)}\n`);
    renameSync(`${record}.tmp`, record);
    say("Pulumi engine", `${engine.version}, ${found.how}`);
    return engine;
  }
  throw new Failure(
    [
      "There is no Pulumi engine, and none could be had:",
      ...reasons.map((reason) => `  - ${reason}`),
      "",
      "Next: any one of these is enough, then run the same command again:",
      "  - install Pulumi yourself (https://www.pulumi.com/docs/install/)",
      "  - give this machine access to https://get.pulumi.com",
      "  - install Go 1.25 or newer (https://go.dev/dl/), with access to a Go module proxy",
    ].join("\n"),
  );
}
