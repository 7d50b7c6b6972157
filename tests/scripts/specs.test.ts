import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { fetchSpecs, SPECS, type Spec } from "../../scripts/specs.ts";
import { specsFolder } from "../../scripts/specsFolder.ts";
import { inTempFolder } from "../engine/harness.ts";

let server: Server;
let url: string;
let asked: string[];
let content: Record<string, string>;
beforeAll(async () => {
  server = createServer(({ url: path = "" }, response) => {
    asked.push(path);
    const text = content[path];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
  content = { "/o/r/c1/a.yaml": "openapi: 3.0.1", "/o/r/c1/b.yaml": "openapi: 3.0.2" };
});
afterAll(() => void server.close());

const sum = (text: string) => createHash("sha256").update(text).digest("hex");
const specs: Spec[] = [
  { file: "a.yaml", path: "o/r/c1/a.yaml", sha256: sum("openapi: 3.0.1") },
  { file: "older/b.yaml", path: "o/r/c1/b.yaml", sha256: sum("openapi: 3.0.2") },
];

test("fetches what is absent or other than it should be, and nothing twice", () =>
  inTempFolder(async (folder) => {
    expect(await fetchSpecs(specs, folder, url)).toEqual(["a.yaml", "older/b.yaml"]);
    expect(await readFile(join(folder, "older", "b.yaml"), "utf8")).toBe("openapi: 3.0.2");
    expect(await fetchSpecs(specs, folder, url)).toEqual([]);
    expect(asked).toHaveLength(2);
    await writeFile(join(folder, "a.yaml"), "edited");
    expect(await fetchSpecs(specs, folder, url)).toEqual(["a.yaml"]);
  }));

test("keeps nothing with another sum, and names all that could not be had", () =>
  inTempFolder(async (folder) => {
    content = { "/o/r/c1/a.yaml": "openapi: 3.1.0" };
    await expect(fetchSpecs(specs, folder, url)).rejects.toThrow(
      `a.yaml: has the SHA-256 ${sum("openapi: 3.1.0")}, expected ${sum("openapi: 3.0.1")}\n  older/b.yaml: HTTP 404`,
    );
    expect([existsSync(join(folder, "a.yaml")), existsSync(join(folder, "older"))]).toEqual([false, false]);
  }));

test("a server that is not there is an error with its reason", () =>
  inTempFolder(async (folder) => {
    await expect(fetchSpecs(specs, folder, "http://127.0.0.1:9")).rejects.toThrow(
      /a\.yaml: .*(ECONNREFUSED|bad port)/,
    );
  }));

test("the files that the contract tests use are those that it fetches", async () => {
  for (const { file, sha256 } of SPECS) {
    if (!existsSync(join(specsFolder, file))) continue; // contract/specs.ts says that they are absent, and fails in CI
    expect({ file, sum: sum(await readFile(join(specsFolder, file), "utf8")) }).toEqual({
      file,
      sum: sha256,
    });
  }
});
