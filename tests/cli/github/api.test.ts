import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { repository } from "../../../cli/github/api.ts";
import { startFakeGithub } from "./fake-github.ts";

let github: Awaited<ReturnType<typeof startFakeGithub>>;
beforeEach(async () => {
  github = await startFakeGithub();
});
afterEach(() => github.stop());

const ours = () => repository(github.env, { retryAfterMs: 1 });
const issues = "/repos/taylordean/books/issues";

test("a list is asked for again when GitHub stumbles, and read to its last page", async () => {
  for (let number = 1; number <= 250; number++)
    github.issues.push({ id: number, number, state: "open", user: { type: "Bot" } });
  github.refuseWith(503, "Unavailable", 2);
  const all = await ours().list<{ number: number }>("/issues?state=open");
  expect(all.map(({ number }) => number)).toEqual(github.issues.map(({ number }) => number));
  expect(github.requests).toEqual(Array(5).fill(`GET ${issues}`));
});

test("after three retries the reason is told", async () => {
  github.refuseWith(502, "Bad Gateway");
  await expect(ours().get("/issues")).rejects.toThrow(`GitHub answered 502 to GET ${issues}: Bad Gateway.`);
  expect(github.requests).toHaveLength(4);
});

test("what creates something is sent once: the first try may have done it", async () => {
  github.refuseWith(503, "Unavailable", 1);
  await expect(ours().post("/issues", { title: "Drift" })).rejects.toThrow("503");
  expect(github.requests).toEqual([`POST ${issues}`]);
});

test("that GitHub cannot be reached is told with the reason", async () => {
  await github.stop();
  await expect(ours().get("/issues?state=open")).rejects.toThrow(
    new RegExp(`could not be reached \\(GET ${issues}\\): .*ECONNREFUSED`),
  );
  github = await startFakeGithub();
});
