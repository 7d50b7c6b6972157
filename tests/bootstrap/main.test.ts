import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rm, utimes } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Checkout, lockfile } from "./checkout.ts";

let checkout: Checkout;
beforeEach(async () => {
  checkout = await Checkout.make();
  await checkout.tool("pulumi", "echo v3.259.0");
  await checkout.tool("pulumi-language-nodejs", "exit 0");
});
afterEach(() => checkout.remove());

/** `npm ci` that installs what the lockfile says. */
const NPM = `echo "$*" >> "$HOME/npm-calls"
cat package-lock.json > node_modules/.package-lock.json`;

const npmCalls = () => readFile(join(checkout.folder, "npm-calls"), "utf8").catch(() => "");

test("the command gets PATH, arguments, output and exit code", async () => {
  const { code, stdout } = await checkout.run([
    "--",
    "node",
    "-e",
    "console.log(process.argv[1], process.env.PATH); process.exit(42)",
    "an argument",
  ]);
  expect(code).toBe(42);
  expect(stdout).toBe(
    `an argument ${join(checkout.folder, "node_modules", ".bin")}:${checkout.bin}:${checkout.bin}\n`,
  );
});

test("the command's compiled code is kept in the checkout, or where its caller says", async () => {
  const command = ["--", "node", "-p", "process.env.NODE_COMPILE_CACHE"];
  expect((await checkout.run(command)).stdout).toBe(`${join(checkout.folder, ".sandbox", "compiled")}\n`);
  expect((await checkout.run(command, { NODE_COMPILE_CACHE: "/elsewhere" })).stdout).toBe("/elsewhere\n");
});

test("a second run has nothing to do or say, and keeps standard output for the command", async () => {
  await checkout.run();
  expect(await checkout.run(["--", "node", "-p", "1 + 1"])).toEqual({ code: 0, stdout: "2\n", stderr: "" });
});

test("a command that never runs Pulumi neither waits for an engine nor fails without one", async () => {
  await rm(join(checkout.bin, "pulumi"));
  const env = { CHOREO_AZUREAD_ENGINE: "path" };
  const command = ["--", "node", "-p", "1 + 1"];
  expect(await checkout.run(["--without-engine", ...command], env)).toEqual({
    code: 0,
    stdout: "2\n",
    stderr: "",
  });
  expect((await checkout.run(command, env)).code).toBe(1);
});

test("a changed lockfile brings npm ci, once", async () => {
  await checkout.tool("npm", NPM);
  await checkout.write("package-lock.json", lockfile({ left: "1.1.0" }));
  const { code, stderr } = await checkout.run();
  expect(code).toBe(0);
  expect(stderr).toContain("npm ci, the lockfile changed: everything");
  await checkout.run();
  expect((await npmCalls()).trim().split("\n")).toHaveLength(1);
  expect(await npmCalls()).toMatch(/^ci /);
});

test("packages of other platforms are not missed", async () => {
  await checkout.tool("npm", NPM);
  const wanted = JSON.parse(lockfile({ left: "1.0.0", other: "2.0.0" }));
  wanted.packages["node_modules/other"].optional = true;
  await checkout.write("package-lock.json", JSON.stringify(wanted));
  await checkout.run();
  expect(await npmCalls()).toBe("");
});

test("npm's failure is shown with the next step", async () => {
  await checkout.tool("npm", 'echo "npm error network ECONNREFUSED" >&2; exit 1');
  await checkout.write("package-lock.json", lockfile({ left: "1.1.0" }));
  const { code, stderr } = await checkout.run();
  expect(code).toBe(1);
  expect(stderr).toContain("ECONNREFUSED");
  expect(stderr).toContain("npm ping");
});

test("without the npm package's Node.js, the running one is used if it is new enough", async () => {
  await rm(join(checkout.folder, "node_modules", ".bin", "node"));
  const { code, stdout } = await checkout.run(["--", "node", "-p", "process.execPath"]);
  expect(code).toBe(0);
  expect(stdout.trim()).toBe(process.execPath);
});

test("plugins are installed once, and again when others are wanted", async () => {
  expect((await checkout.run()).stderr).toContain("[set-up] plugin: random 1.2.3: stand-in");
  expect((await checkout.run()).stderr).not.toContain("plugin");
  const other = await checkout.run([], { SANDBOX_AZUREAD_PLUGIN: "/opt/pulumi-resource-azuread" });
  expect(other.stderr).toContain("plugin");
});

test.each([2 ** 22 + 1, 0, -1])(
  "the lock of a set-up that was killed (%i) does not hold up the next one",
  async (pid) => {
    await checkout.write(".sandbox/bootstrap.lock", JSON.stringify({ pid, since: 0 }));
    expect((await checkout.run()).code).toBe(0);
    expect(existsSync(join(checkout.folder, ".sandbox", "bootstrap.lock"))).toBe(false);
  },
);

test("the lock of a process that had our own number does not hold us up", async () => {
  const [lock, main] = [".sandbox/bootstrap.lock", "bootstrap/main.mjs"].map((path) =>
    join(checkout.folder, path),
  );
  await checkout.write(".sandbox/here", "");
  const script = `echo "{\\"pid\\":$$,\\"since\\":0}" > ${lock}; exec node ${main}`;
  await checkout.tool("npm", NPM);
  await checkout.write("package-lock.json", lockfile({ left: "1.1.0" }));
  const child = spawn("sh", ["-c", script], { cwd: checkout.folder, env: checkout.env(), stdio: "ignore" });
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
});

test("an empty lock, of one that was cut off while it wrote, does not hold us up", async () => {
  await checkout.tool("npm", NPM);
  await checkout.write("package-lock.json", lockfile({ left: "1.1.0" }));
  await checkout.write(".sandbox/bootstrap.lock", "");
  await utimes(join(checkout.folder, ".sandbox", "bootstrap.lock"), 1, 1);
  expect((await checkout.run()).code).toBe(0);
});

test("the command's own requests go through the user's proxy, unless the user says no", async () => {
  const asked: (string | undefined)[] = [];
  const proxy = createServer().on("connect", (request, socket) => {
    asked.push(request.url);
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const behind = { HTTPS_PROXY: `http://127.0.0.1:${port}` };
  const script = "fetch('https://choreo.example/').catch(() => process.exit(9))";
  try {
    expect((await checkout.run(["--", "node", "-e", script], behind)).code).toBe(9);
    expect(asked).toEqual(["choreo.example:443"]);
    // As curl and Go take it.
    const bare = { https_proxy: `127.0.0.1:${port}` };
    expect((await checkout.run(["--", "node", "-e", script], bare)).code).toBe(9);
    expect(asked).toHaveLength(2);
    await checkout.run(["--", "node", "-e", script], { ...behind, NODE_USE_ENV_PROXY: "0" });
    expect(asked).toHaveLength(2);
  } finally {
    proxy.close();
  }
});

test("a proxy that is none is told without its password", async () => {
  const { code, stderr } = await checkout.run(["--", "node", "-e", ""], {
    HTTPS_PROXY: "http://me:s3cret@the proxy",
  });
  expect(code).toBe(1);
  expect(stderr).toContain("HTTPS_PROXY is not the address of a proxy");
  expect(stderr).not.toContain("s3cret");
});

test("an interrupted set-up gives its lock back", async () => {
  await checkout.tool("npm", `touch "$HOME/started"; exec sleep 30`);
  await checkout.write("package-lock.json", lockfile({ left: "1.1.0" }));
  const child = spawn(process.execPath, [join(checkout.folder, "bootstrap", "main.mjs")], {
    env: checkout.env(),
    stdio: "ignore",
    detached: true,
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  while (!existsSync(join(checkout.folder, "started"))) await new Promise((next) => setTimeout(next, 20));
  // As a terminal does: the whole process group.
  process.kill(-(child.pid as number), "SIGINT");
  expect(await ended).toBe(130);
  expect(existsSync(join(checkout.folder, ".sandbox", "bootstrap.lock"))).toBe(false);
});

test.each([
  ["by the signal", "kill -INT $$; sleep 30", 130],
  ["by the signal's exit code, as npm and shells do", "exit 143", 143],
])("npm's end seen before the signal is an interruption, told %s", async (_, script, expected) => {
  await checkout.tool("npm", script);
  await checkout.write("package-lock.json", lockfile({ left: "1.1.0" }));
  const { code, stderr } = await checkout.run();
  expect(code).toBe(expected);
  expect(stderr).not.toContain("could not install");
  expect(existsSync(join(checkout.folder, ".sandbox", "bootstrap.lock"))).toBe(false);
});

test("waiting for another set-up can be interrupted, and leaves it its lock", async () => {
  const lock = JSON.stringify({ pid: process.pid, since: 0 });
  await checkout.write(".sandbox/bootstrap.lock", lock);
  const child = spawn(process.execPath, [join(checkout.folder, "bootstrap", "main.mjs")], {
    env: checkout.env(),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await new Promise((waiting) => child.stderr.once("data", waiting));
  child.kill("SIGINT");
  expect(await ended).toBe(130);
  expect(await readFile(join(checkout.folder, ".sandbox", "bootstrap.lock"), "utf8")).toBe(lock);
});

test("SIGTERM reaches the command, and its way to end decides", async () => {
  await checkout.run();
  const child = spawn(
    process.execPath,
    [
      join(checkout.folder, "bootstrap", "main.mjs"),
      "--",
      "node",
      "-e",
      "process.on('SIGTERM', () => process.exit(7)); console.log('up'); setInterval(() => {}, 1000)",
    ],
    { env: checkout.env(), stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  await new Promise((up) => child.stdout.once("data", up));
  child.kill("SIGTERM");
  expect(await ended).toBe(7);
});
