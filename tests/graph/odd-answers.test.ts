import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { graphClient } from "../../graph/client.ts";

// A proxy or a login page in the service's place, and refusals as no document has them.
let server: Server;
let url = "";
let answer = { status: 200, body: "" };
let token = JSON.stringify({ access_token: "opaque" });
beforeAll(async () => {
  server = createServer((request, response) => {
    const isToken = request.url?.endsWith("/token");
    response.writeHead(isToken && token.startsWith("{") ? 200 : answer.status, {
      "content-type": "application/json",
    });
    response.end(isToken ? token : answer.body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

const env = { ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "the secret" };
const signIn = () => graphClient({ login: url, graph: url, fromMetadata: false }, "tenant", env);
const said = (promise: Promise<unknown>) => promise.then(JSON.stringify, (error: Error) => error.message);

test.each([
  ["<html>Sign in</html>", "JSON"],
  ["", "JSON"],
  ['"text"', "JSON"],
  ["7", "JSON"],
  ["null", "JSON"],
  ["[]", "list"],
  ["{}", "list"],
  ['{"value":{}}', "list"],
  ['{"value":[null]}', "list"],
])("an answer that is none: %s", async (body, wanted) => {
  const graph = await signIn();
  answer = { status: 200, body };
  const none = `${url}/v1.0/applications: the answer is no ${wanted}; a proxy or a login page may answer in its place`;
  expect(await said(graph.list("/v1.0/applications?$top=1"))).toBe(none);
  if (wanted === "JSON") expect(await said(graph.get("/v1.0/applications"))).toBe(none);
  expect(await said(graph.getEach(["/users/1"]))).toContain("/v1.0/$batch: the answer is no ");
});

test("what changes something may have no answer", async () => {
  const graph = await signIn();
  answer = { status: 204, body: "" };
  expect(await graph.send("DELETE", "/v1.0/applications/1")).toBeUndefined();
});

test.each<[name: string, body: unknown, words: string]>([
  [
    "as Graph's are",
    { error: { code: "Request_BadRequest", message: "No such property." } },
    "400 Request_BadRequest: No such property.",
  ],
  ["whose words are none", { error: { code: { a: 1 }, message: ["x"] } }, "400"],
  ["as OAuth's are", { error: "invalid_request" }, "400"],
  ["a list", ["x", null], "400"],
  ["nothing", null, "400"],
  ["a book", { error: { code: "Long", message: "y".repeat(9000) } }, `400 Long: ${"y".repeat(494)}…`],
])("a refusal: %s", async (_, body, words) => {
  const graph = await signIn();
  answer = { status: 400, body: JSON.stringify(body) };
  expect(await said(graph.get("/v1.0/users"))).toBe(`${url}/v1.0/users: it answered ${words}`);
});

test("the permissions of a token that only the service can read", async () => {
  expect(await (await signIn()).permissions()).toEqual([]);
});

test.each([
  ['{"expires_in":3600}', "the answer holds no access_token"],
  ["<html>Sign in</html>", "the answer holds no access_token"],
  ["null", "the answer holds no access_token"],
])("a token endpoint that gives none: %s", async (body, words) => {
  const before = token;
  token = body;
  answer = { status: 200, body: "" };
  expect(await said(signIn())).toBe(`Could not sign in to Microsoft Graph: ${words}`);
  token = before;
});

test("a token endpoint that refuses with words that are none", async () => {
  const before = token;
  token = '[{"error_description":{"b":2}}]';
  answer = { status: 400, body: "" };
  expect(await said(signIn())).toBe(
    "Could not sign in to Microsoft Graph: Request failed with status code 400",
  );
  token = before;
});
