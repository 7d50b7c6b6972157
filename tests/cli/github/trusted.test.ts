import { describe, expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { useGithub } from "./useGithub.ts";

const { run, file, event } = useGithub();

describe("trusted", () => {
  test("a branch of the repository passes, and so does an event of no pull request", async () => {
    expect((await run(["trusted"], { GITHUB_EVENT_PATH: await event("taylordean/books") })).exitCode).toBe(
      exitCodes.ok,
    );
    const push = await file("push.json", JSON.stringify({ repository: { full_name: "taylordean/books" } }));
    expect((await run(["trusted"], { GITHUB_EVENT_PATH: push })).exitCode).toBe(exitCodes.ok);
  });

  test.each([["eve/books"], [null]])(
    "a fork (%s) ends with its own exit code and says what to do",
    async (head) => {
      const { exitCode, err } = await run(["trusted"], { GITHUB_EVENT_PATH: await event(head) });
      expect(exitCode).toBe(exitCodes.untrusted);
      expect(err).toContain("with this repository's credentials");
      expect(err).toContain("A maintainer who has read the change can push it");
    },
  );

  test("outside of a workflow it says so", async () => {
    const { exitCode, err } = await run(["trusted"], {});
    expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining("GITHUB_EVENT_PATH")]);
  });
});
