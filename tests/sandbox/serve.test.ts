import { spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { inTempFolder } from "../engine/harness.ts";

const TIMEOUT = 60_000;

/** `serve` as a process of its own, from its first line to its end. */
function serve(args: string[]) {
  const child = spawn(process.execPath, ["--", "sandbox/main.ts", "serve", ...args], { cwd: projectFolder });
  let stderr = "";
  child.stderr.on("data", (bytes) => {
    stderr += bytes;
  });
  const ended = new Promise<number | null>((settle) => child.once("exit", (code) => settle(code)));
  const firstLine = new Promise<string>((settle) =>
    child.stdout.once("data", (bytes: Buffer) => settle(bytes.toString().trim())),
  );
  return { child, ended, firstLine, stderr: () => stderr };
}

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      settle(true);
    });
    socket.once("error", () => settle(false));
  });
}

test.each(["SIGTERM", "SIGINT"] as const)(
  "serve writes the environment before it says ready, listens on loopback only, and ends cleanly on %s",
  (signal) =>
    inTempFolder(async (folder) => {
      const file = join(folder, "deep", "sandbox.env");
      const { child, ended, firstLine } = serve(["--env-file", file]);
      const ready = await firstLine;
      expect(ready).toMatch(
        /^ready entra=https:\/\/localhost:\d+ choreo=https:\/\/localhost:\d+ gateway=https:\/\/localhost:\d+ backend=http:\/\/localhost:\d+$/,
      );
      const lines = (await readFile(file, "utf8")).trim().split("\n");
      const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
      expect(Object.keys(env)).toEqual(
        expect.arrayContaining([
          "ARM_METADATA_HOSTNAME",
          "ARM_CLIENT_ID",
          "ARM_CLIENT_SECRET",
          "ARM_TENANT_ID",
          "SSL_CERT_FILE",
          "NODE_EXTRA_CA_CERTS",
          "CHOREO_PUBLISHER_URL",
          "CHOREO_TOKEN",
        ]),
      );
      expect(ready).toContain(`entra=https://${env.ARM_METADATA_HOSTNAME}`);
      expect((await stat(file)).mode & 0o077).toBe(0);

      const port = Number(env.ARM_METADATA_HOSTNAME?.split(":")[1]);
      expect(await canConnect("127.0.0.1", port)).toBe(true);
      const outside = Object.values(networkInterfaces())
        .flat()
        .find((address) => address?.family === "IPv4" && !address.internal);
      if (outside) expect(await canConnect(outside.address, port)).toBe(false);

      child.kill(signal);
      expect(await ended).toBe(0);
      expect(await canConnect("127.0.0.1", port)).toBe(false);
    }),
  TIMEOUT,
);

test(
  "an impossible port is refused with what is allowed",
  async () => {
    const { ended, stderr } = serve(["--port-base", "65534"]);
    expect(await ended).toBe(1);
    expect(stderr()).toContain("allowed are 1 to 65532");
  },
  TIMEOUT,
);
