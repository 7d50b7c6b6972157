import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { knownFaults } from "../../scripts/audit.ts";

// npm itself asks these two registries: one that has no such service, and one that has.
const advisory = {
  id: 1,
  url: "https://example.com/advisory",
  title: "it leaks",
  severity: "high",
  vulnerable_versions: "<2.0.0",
  cwe: [],
  cvss: { score: 8, vectorString: null },
};
let faults: Record<string, object[]> = {};
let folder: string;
const servers: Server[] = [];
const urls: Record<string, string> = {};

async function registry(name: string, answers: (method: string) => [number, unknown]): Promise<void> {
  const server = createServer((request, response) => {
    request.resume();
    const [status, body] = answers(request.method ?? "");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  servers.push(server);
  urls[name] = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

beforeAll(async () => {
  await registry("without", () => [405, {}]);
  await registry("with", (method) =>
    method === "POST"
      ? [200, faults]
      : [200, { name: "leaky", versions: { "1.0.0": { name: "leaky", version: "1.0.0" } } }],
  );
  folder = await mkdtemp(join(tmpdir(), "audit-"));
  const entry = { name: "x", version: "1.0.0", dependencies: { leaky: "1.0.0" } };
  await writeFile(join(folder, "package.json"), JSON.stringify(entry));
  await writeFile(
    join(folder, "package-lock.json"),
    JSON.stringify({
      ...entry,
      lockfileVersion: 3,
      packages: { "": entry, "node_modules/leaky": { version: "1.0.0", integrity: "sha512-x" } },
    }),
  );
});
afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (...names: string[]) => knownFaults({ cwd: folder, registries: names.map((name) => urls[name]) });

test("the next registry answers where one has no such service: clean, and then with a fault", async () => {
  faults = {};
  expect(await ask("without", "with")).toBe("clean");
  faults = { leaky: [advisory] };
  expect(await ask("without", "with")).toBe("faults");
}, 60_000);

test("without any such service nothing is known, which is not the same as clean", async () => {
  expect(await ask("without")).toEqual({
    nobodyLooked: expect.stringContaining("405 Method Not Allowed - POST"),
  });
}, 60_000);
