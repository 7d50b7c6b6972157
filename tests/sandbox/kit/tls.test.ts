import { X509Certificate } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { localTls } from "../../../sandbox/kit/tls.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tls-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("makes one certificate for all who ask at once, signed by the CA that it hands out", async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => localTls(join(folder, "tls"))));
  expect(new Set(all.map(({ ca, cert, key }) => ca + cert + key)).size).toBe(1);
  const [{ ca, cert } = { ca: "", cert: "" }] = all;
  const leaf = new X509Certificate(cert);
  expect(leaf.verify(new X509Certificate(ca).publicKey)).toBe(true);
  expect(leaf.checkHost("localhost")).toBe("localhost");
  expect(leaf.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(await readdir(join(folder, "tls"))).toEqual(["1"]);
});

it("keeps a certificate, and makes a new one when its time is up", async () => {
  const first = await localTls(join(folder, "tls"));
  expect(await localTls(join(folder, "tls"))).toEqual(first);
  await writeFile(join(folder, "tls", "1", "made.txt"), "2020-01-01T00:00:00.000Z");
  expect((await localTls(join(folder, "tls"))).cert).not.toBe(first.cert);
});
