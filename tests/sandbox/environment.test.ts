import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { sandboxEnvironment } from "../../sandbox/environment.ts";
import { localTls } from "../../sandbox/kit/tls.ts";
import { withOwnTrust } from "../../sandbox/own-trust.ts";
import { writeEnvFile } from "../../sandbox/serve.ts";
import { inTempFolder } from "../engine/harness.ts";

const before = { ...process.env };
afterEach(() => {
  process.env = before;
});

test.each<[own: Record<string, string>, expected: Record<string, string | undefined>]>([
  [{}, { NO_PROXY: "localhost,127.0.0.1", no_proxy: undefined }],
  [{ NO_PROXY: "a" }, { NO_PROXY: "a,localhost,127.0.0.1", no_proxy: undefined }],
  [{ no_proxy: "" }, { NO_PROXY: "localhost,127.0.0.1", no_proxy: "localhost,127.0.0.1" }],
  // Node.js and axios take this one, Go the other.
  [{ no_proxy: "a" }, { NO_PROXY: "a,localhost,127.0.0.1", no_proxy: "a,localhost,127.0.0.1" }],
  [
    { no_proxy: "a", NO_PROXY: "b" },
    { NO_PROXY: "b,a,localhost,127.0.0.1", no_proxy: "b,a,localhost,127.0.0.1" },
  ],
])("the emulators are asked without a proxy where the user has %j", (own, expected) => {
  process.env = { ...own };
  const choreo = { flavour: "choreo" as const, urls: {} as never };
  const { NO_PROXY, no_proxy } = sandboxEnvironment({ entraUrl: "https://localhost:1", choreo, caPath: "" });
  expect({ NO_PROXY, no_proxy }).toEqual(expected);
});

test("a shell reads the environment's file, wherever the checkout is", () =>
  inTempFolder(async (folder) => {
    const file = join(folder, "sandbox.env");
    await writeEnvFile(file, { A: "/home/ada/it's my code/ca.pem", B: "plain" });
    const { stdout } = await execa("sh", ["-e", "-c", `set -a; . "${file}"; env`], {
      env: {},
      extendEnv: false,
    });
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining(["A=/home/ada/it's my code/ca.pem", "B=plain"]),
    );
  }));

test("a terminal that takes the sandbox's variables still trusts what its own named", () =>
  inTempFolder(async (folder) => {
    const { ca, caPath } = await localTls(folder);
    const file = join(folder, "company.pem");
    await writeFile(file, "of the company");
    const env = { SSL_CERT_FILE: caPath, NODE_EXTRA_CA_CERTS: caPath, A: "b" };
    const own = { SSL_CERT_FILE: join(folder, "gone.pem"), NODE_EXTRA_CA_CERTS: file };
    const both = await withOwnTrust(env, folder, own);
    expect(both).toEqual({ ...env, NODE_EXTRA_CA_CERTS: expect.not.stringContaining(caPath) });
    expect(await readFile(both.NODE_EXTRA_CA_CERTS as string, "utf8")).toBe(
      `${ca.trimEnd()}\nof the company`,
    );
    expect(await withOwnTrust(env, folder, both)).toEqual({ ...env, SSL_CERT_FILE: caPath });
  }));
