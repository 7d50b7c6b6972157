import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { locked } from "./lock.mjs";
import { cacheFolder } from "./places.mjs";
import { onPath, run, tail } from "./process.mjs";
import { timed } from "./say.mjs";

const INSTALLER = "https://get.pulumi.com";
/** Long enough for a slow line, short enough not to be felt where there is none. */
const CONNECT_SECONDS = 5;
const DOWNLOAD_MS = 10 * 60_000;

/** The official CLI by the official installer, into the cache: neither ~/.pulumi nor a shell profile is touched. */
export async function officialEngine(version, _reasons, { url = INSTALLER, cache = cacheFolder } = {}) {
  const target = join(cache, `pulumi-${version}-${process.platform}-${process.arch}`);
  const how = `official download, kept in ${target}`;
  const folder = join(target, "bin");
  if (existsSync(join(folder, "pulumi"))) return { folder, version, how };
  // The installer itself needs it, and it knows the user's proxy settings.
  if (!onPath("curl")) return { reason: `the installer of ${url} needs curl, which is not on PATH` };
  return locked(`${target}.lock`, async () => {
    if (existsSync(join(folder, "pulumi"))) return { folder, version, how };
    const limits = ["--connect-timeout", String(CONNECT_SECONDS), "--max-time", String(4 * CONNECT_SECONDS)];
    const script = await run("curl", ["-fsSL", ...limits, url]);
    if (script.code !== 0) return { reason: `${url} cannot be reached (${script.output || "no answer"})` };
    return timed(
      "Pulumi engine",
      `downloading ${version} with the official installer (about 150 MB, once per machine) …`,
      () => install(script.output, { version, target, folder, how }),
    );
  });
}

async function install(script, { version, target, folder, how }) {
  const temporary = `${target}.${process.pid}.tmp`;
  mkdirSync(dirname(target), { recursive: true });
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary);
  const file = join(temporary, "install.sh");
  writeFileSync(file, script);
  try {
    const { code, output } = await run(
      "sh",
      [file, "--version", version, "--install-root", temporary, "--no-edit-path"],
      { timeoutMs: DOWNLOAD_MS },
    );
    if (code !== 0 || !existsSync(join(temporary, "bin", "pulumi"))) {
      return { reason: `the official installer failed: ${tail(output, 3)}` };
    }
    rmSync(target, { recursive: true, force: true });
    renameSync(temporary, target);
    return { folder, version, how };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
