import { rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { fakePulumi } from "../fake-pulumi.ts";
import { runReview, type Told } from "./world.ts";

/** A gateway that answers every call the same way, and remembers it. */
let gateway: Server;
let answer: number;
let called: string[];
beforeEach(async () => {
  answer = 401;
  called = [];
  gateway = createServer((request, response) => {
    called.push(`${request.method} ${request.url}`);
    response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
});
afterEach(() => new Promise((resolve) => gateway.close(resolve)));

async function smoke(operations: Record<string, string[]> | undefined, connections = {}): Promise<Told> {
  const Default = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/books`;
  const apis =
    operations === undefined ? {} : { books: { choreo: {}, azure: {}, operations, invokeUrls: { Default } } };
  const pulumi = await fakePulumi({ "stack output": { out: { apis, connections } } });
  try {
    return await runReview(["smoke", "--pull-request", "7", "--wait", "0"], pulumi.env);
  } finally {
    await rm(pulumi.folder, { recursive: true });
  }
}

test("an API is called without a token though no client uses it, rather where there is no path parameter", async () => {
  const told = await smoke({ "GET /books/{id}": ["r"], "GET /books": ["r"], "POST /books": ["w"] });
  expect(told).toMatchObject({ exitCode: exitCodes.ok, err: "" });
  expect(called).toEqual(["GET /books/books"]);
});

test("with path parameters only, something stands in their place", async () => {
  expect(await smoke({ "GET /{shelf}/books/{id}": ["r"] })).toMatchObject({ exitCode: exitCodes.ok });
  expect(called).toEqual(["GET /books/0/books/0"]);
});

test.each([
  [
    "an API that only writes",
    { "DELETE /books": ["w"] },
    "books has no reading operation at a gateway: not called.",
  ],
  ["no API at all", undefined, 'Nothing of the stack "pr-7" was called.'],
])("%s: nothing is called, which is said and no error", async (_, operations, says) => {
  const { exitCode, out, err } = await smoke(operations);
  expect({ exitCode, err, called }).toEqual({ exitCode: exitCodes.ok, err: "", called: [] });
  expect(out).toContain(says);
});

test("an open API is refused", async () => {
  answer = 200;
  const { exitCode, err } = await smoke({ "GET /books": ["r"] });
  expect([exitCode, err]).toEqual([
    exitCodes.refused,
    expect.stringContaining("GET /books of books without a token answered 200 instead of 401."),
  ]);
});
