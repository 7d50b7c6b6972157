import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { versionOf } from "./engine-path.mjs";
import { installBesideHost } from "./language-host.mjs";
import { locked } from "./lock.mjs";
import { cacheFolder, projectFolder } from "./places.mjs";
import { onPath, run, tail } from "./process.mjs";
import { duration, say, timed } from "./say.mjs";

/** go.mod and go.sum there pin the CLI and all that it is built from. */
const MODULE_FOLDER = join(projectFolder, "bootstrap", "pulumi-cli");
const PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
/** The Automation API and the plugins refuse a CLI that does not say its version. */
const VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const HEARTBEAT_MS = 30_000;

/** The CLI built from its Go module, where nothing but a Go module proxy can be reached. */
export async function builtEngine(version, reasons) {
  const binary = join(cacheFolder, `pulumi-${version}-go-${process.platform}-${process.arch}`, "pulumi");
  const isWhole = async () => existsSync(binary) && (await versionOf(binary)) === version;
  const isThere = await isWhole();
  if (!isThere) {
    const go = onPath("go");
    if (!go) {
      const broken = existsSync(binary) ? `; what is kept as ${binary} does not run as ${version}` : "";
      return { reason: `\`go\` is not on PATH, so it cannot be built${broken}` };
    }
    const failed = await locked(`${dirname(binary)}.lock`, async () =>
      (await isWhole()) ? undefined : build(go, version, binary, reasons),
    );
    if (failed) return failed;
  }
  return {
    folder: installBesideHost(binary),
    version,
    how: `built with Go${isThere ? " earlier" : ""}, with this project's own Node.js language host; kept in ${dirname(binary)}`,
  };
}

async function build(go, version, binary, reasons) {
  const why = reasons.length > 0 ? `${reasons.join("; ")}. So ` : "";
  const text = `${why}building ${version} with Go: 1,700 packages, 4 to 6 minutes on 2 cores, once per machine …`;
  return timed("Pulumi engine", text, async () => {
    mkdirSync(dirname(binary), { recursive: true });
    const temporary = `${binary}.${process.pid}.tmp`;
    const start = Date.now();
    let packages = 0;
    const heartbeat = setInterval(() => {
      say("Pulumi engine", `${packages || "no"} packages compiled after ${duration(Date.now() - start)} …`);
    }, HEARTBEAT_MS);
    try {
      const { code, output } = await run(
        go,
        [
          "build",
          "-v",
          "-trimpath",
          "-ldflags",
          `-s -w -X ${VERSION_VARIABLE}=v${version}`,
          "-o",
          temporary,
          PACKAGE,
        ],
        {
          cwd: MODULE_FOLDER,
          env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "-mod=readonly" },
          onLine: (line) => {
            if (!line.includes(" ")) packages++;
          },
        },
      );
      if (code !== 0) return { reason: goFailure(output) };
      renameSync(temporary, binary);
      return undefined;
    } finally {
      clearInterval(heartbeat);
      rmSync(temporary, { force: true });
    }
  });
}

function goFailure(output) {
  const reason = tail(output, 3);
  if (/no space left/.test(output)) return `Go ran out of disk space (it needs about 3 GB): ${reason}`;
  if (/dial tcp|no such host|timeout|connection refused|proxyconnect/.test(output)) {
    return `Go cannot reach its module proxy (\`go env GOPROXY\`): ${reason}`;
  }
  return `the build with Go failed: ${reason}`;
}
