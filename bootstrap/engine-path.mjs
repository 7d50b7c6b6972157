import { realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { sandboxFolder } from "./places.mjs";
import { onPath, run } from "./process.mjs";

/** Providers may return inputs from `read` since 3.216, error hooks came with 3.218 (pulumi/pulumi CHANGELOG). */
const OLDEST = [3, 218, 0];
const NEXT_MAJOR = 4;

/** The user's own CLI, if it is new enough and has its Node.js language host. */
export async function ownEngine() {
  const path = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.startsWith(sandboxFolder))
    .join(delimiter);
  const file = onPath("pulumi", path);
  if (!file) return { reason: "`pulumi` is not on PATH" };
  const version = await versionOf(file);
  if (!version) return { reason: `${file} does not say its version` };
  if (!isSupported(version)) {
    return { reason: `${file} is ${version}; needed is ${OLDEST.join(".")} or newer, below ${NEXT_MAJOR}` };
  }
  const host = "pulumi-language-nodejs";
  if (!onPath(host, dirname(realpathSync(file))) && !onPath(host, path)) {
    return { reason: `${file} has no ${host} beside it` };
  }
  return { folder: dirname(file), version, how: `your own (${file})` };
}

/** What a CLI says of itself; undefined where it does not run. */
export async function versionOf(file) {
  const { code, output } = await run(file, ["version"], {
    timeoutMs: 20_000,
    env: {
      ...process.env,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_HOME: join(sandboxFolder, "pulumi-home"),
    },
  });
  return code === 0 ? /^v?(\d+\.\d+\.\d+)/m.exec(output)?.[1] : undefined;
}

export function isSupported(version) {
  const parts = version.split(".").map(Number);
  if (parts[0] >= NEXT_MAJOR) return false;
  for (const [index, least] of OLDEST.entries()) {
    if (parts[index] !== least) return parts[index] > least;
  }
  return true;
}
