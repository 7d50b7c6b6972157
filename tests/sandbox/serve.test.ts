import { spawn } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { runTool } from "../../cli/shared/run.ts";
import { findEngine, projectFolder } from "../../sandbox/engine/index.ts";
import { sandboxTool } from "../../story/tool.ts";
import { listening } from "../cli/listening.ts";
import { pageOf, sectionOf, commandsIn as typedIn, unattended, wordsOf } from "../docs/commands.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../engine/harness.ts";
import { warmEngine } from "../engine/warm/pool.ts";
import { POOL_VARIABLE } from "../engine/warm/variables.ts";

const TIMEOUT = 60_000;

/** `serve` as a process of its own, from its first line to its end. */
function serve(args: string[]) {
  const child = spawn(process.execPath, ["--", "story/main.ts", "serve", ...args], { cwd: projectFolder });
  const ended = new Promise<number | null>((settle) => child.once("exit", (code) => settle(code)));
  const output = new Promise<string>((settle) =>
    child.stdout.once("data", (bytes: Buffer) => settle(bytes.toString())),
  );
  return { child, ended, output };
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
      const { child, ended, output } = serve(["--env-file", file]);
      const [ready] = (await output).split("\n");
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

/** The shell commands that `serve` prints: all that stands indented, as it stands there. */
const commandsIn = (output: string) =>
  output
    .split("\n")
    .filter((line) => line.startsWith("  "))
    .map((line) => line.trim());

/** The command of docs/first-hour.md, README's with a file, and docs/configuration.md's for the other flavour. */
const [typed = ""] = typedIn(sectionOf("docs/first-hour.md", "1. Somewhere to deploy to"));
const [, argumentsOfPage = "no such command"] = /^npm run sandbox -- serve\b(.*)$/.exec(typed) ?? [];
const inline = (page: string, what: RegExp) =>
  new RegExp(`\`npm run sandbox -- serve (${what.source})\``).exec(pageOf(page))?.[1] ?? "no such command";
const withFile = inline("README.md", /--env-file \S+/);
const asApiManager = inline("docs/configuration.md", /--flavour \w+/);

test.each([
  {
    which: "the variables that it prints",
    engine: async () => ({ engine: await findEngine(), env: {} as Record<string, string> }),
    args: () => wordsOf(argumentsOfPage),
  },
  {
    which: "its --env-file, as API Manager",
    // The program in a process that was started before, with the environment of this run: to load it anew is the test above.
    engine: warmEngine,
    args: (folder: string) =>
      wordsOf(`${withFile.replace("sandbox.env", join(folder, "e"))} ${asApiManager}`),
  },
])(
  "a plain Pulumi CLI works with nothing but what serve says: $which",
  ({ engine: start, args }) =>
    inTempFolder(async (folder) => {
      const { child, ended, output } = serve(args(folder));
      const stackFile = join(projectFolder, "Pulumi.local.yaml");
      const before = await readFile(stackFile, "utf8");
      const isPulumi = (command: string) => command.startsWith("pulumi ");
      const printed = await output;
      // Who can sign in, and with which password.
      expect(printed).toMatch(
        /ada@taylordean\.example[\s\S]*eve@taylordean\.example[\s\S]*password of each is sandbox\./,
      );
      const commands = commandsIn(printed);
      expect(commands.filter(isPulumi)).toEqual([
        "pulumi stack init local --no-select",
        expect.stringMatching(
          args(folder).length > 0
            ? /^pulumi up --stack local --config-file \S+$/
            : /^pulumi up --stack local$/,
        ),
      ]);
      // The same without a terminal; the stand-ins, since tests download nothing.
      const script = [
        ...commands.filter((command) => !isPulumi(command)),
        ...commands.filter(isPulumi).map((command) => command.replace(" up ", ` up ${unattended} `)),
      ].join("\n");
      const { engine, env: warm } = await start();
      const pool = warm[POOL_VARIABLE];
      const run = await execa("sh", ["-e", "-c", script], {
        cwd: folder,
        env: {
          ...{ HOME: folder, PATH: `${engine.folder}:/usr/bin:/bin` },
          ...(pool ? { [POOL_VARIABLE]: pool } : {}),
        },
        extendEnv: false,
        all: true,
      });
      expect(run.all).toMatch(/Resources:\s+\+ \d\d created/);
      expect(await readFile(stackFile, "utf8")).toBe(before);

      const state = /file:\/\/(\S+)/.exec(script)?.[1] as string;
      expect((await stat(state)).isDirectory()).toBe(true);
      child.kill("SIGINT");
      expect(await ended).toBe(0);
      await expect(stat(state)).rejects.toThrow("ENOENT");
    }),
  ENGINE_TIMEOUT,
);

/** `npm run sandbox -- …` in this process. */
async function sandbox(...args: string[]) {
  const { terminal, said } = listening();
  const exitCode = await runTool(() => sandboxTool(args, { terminal }), terminal);
  return { exitCode, ...said };
}

test("an impossible port is refused with what is allowed", async () => {
  expect(await sandbox("serve", "--port-base", "65534")).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("allowed are 1 to 65532"),
  });
});

test.each([{ command: "serve" }, { command: "story" }])(
  "a busy port is one sentence of $command",
  async ({ command }) => {
    const taken = createServer();
    await new Promise<void>((settle) => taken.listen(0, "127.0.0.1", settle));
    const { port } = taken.address() as AddressInfo;
    // The ports must be allowed ones: the fourth may not lie beyond the last.
    const end = await sandbox(command, "--port-base", `${Math.min(port, 65_532)}`);
    taken.close();
    expect(end).toMatchObject({
      exitCode: 4,
      out: "",
      err: expect.stringMatching(
        /^Port \d+ is taken by another program\. Choose another --port-base, or none for free ports\.\n$/,
      ),
    });
  },
  TIMEOUT,
);

test.each([
  [["serv"], /^The sandbox has no command "serv"\.\nDid you mean "serve"\?$/],
  [["serve", "--env-file", "."], /It is a folder\.$/],
  [["--flavour", "apim", "--permissions-in-choreo"], /are for --flavour choreo\.$/],
])("%j ends with exit code 2 and a sentence", async (args, said) => {
  const { exitCode, err } = await sandbox(...args);
  expect({ exitCode, err: err.trimEnd() }).toEqual({ exitCode: 2, err: expect.stringMatching(said) });
});

test(
  "an option that npm took for itself is not left out in silence",
  async () => {
    const env = { npm_lifecycle_event: "sandbox", npm_config_keep: "true" };
    const end = await execa(process.execPath, ["--", "story/main.ts"], {
      ...{ cwd: projectFolder, reject: false, env },
    });
    expect(end).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("npm run sandbox -- --keep …"),
    });
  },
  TIMEOUT,
);

test("--help shows the options of the story as well as those of serve", async () => {
  const { out } = await sandbox("--help");
  for (const option of ["--keep", "--flavour", "--port-base", "--env-file"]) expect(out).toContain(option);
});
