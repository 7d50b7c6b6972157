import { describe, expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { useGithub } from "./useGithub.ts";

const { github, run, file, event } = useGithub();

describe("comment", () => {
  const comment = async (text: string, key = "preview-dev") =>
    run(["comment", "--key", key, "--file", await file("text.md", text)], {
      GITHUB_EVENT_PATH: await event("taylordean/books"),
    });
  const bodies = () => github.comments.get(12)?.map(({ body }) => body);

  test("is written once and then anew in place, one for each key", async () => {
    expect((await comment("first")).out).toContain("on pull request 12: created");
    expect((await comment("first")).out).toContain("unchanged");
    expect((await comment("second")).out).toContain("updated");
    await comment("other", "preview-prod");
    expect(bodies()).toEqual([
      "<!-- choreo-azuread:preview-dev -->\nsecond",
      "<!-- choreo-azuread:preview-prod -->\nother",
    ]);
  });

  test("of a person is left alone, even one that quotes the marker", async () => {
    const quoted = "<!-- choreo-azuread:preview-dev -->\nquoted";
    github.comments.set(12, [{ id: 1, number: 1, body: quoted, user: { type: "User" } }]);
    await comment("ours");
    expect(bodies()).toEqual([quoted, "<!-- choreo-azuread:preview-dev -->\nours"]);
  });

  test("is found behind a hundred others", async () => {
    const others = Array.from({ length: 150 }, (_, index) => ({
      id: index,
      number: index,
      body: "x",
      user: { type: "Bot" },
    }));
    github.comments.set(12, others);
    await comment("first");
    expect((await comment("second")).out).toContain("updated");
    expect(github.comments.get(12)).toHaveLength(151);
  });

  const push = async (text: string, sha: string, key = "preview-dev", number = "77") => {
    const env = {
      GITHUB_EVENT_PATH: await event("taylordean/books", { sha: sha.repeat(40) }),
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_RUN_ID: number,
    };
    return text === "outdated"
      ? run(["outdated"], env)
      : run(["comment", "--key", key, "--file", await file("text.md", text)], env);
  };

  test("says which commit it is about, and by which run", async () => {
    await push("first", "a");
    expect(bodies()).toEqual([
      `<!-- choreo-azuread:preview-dev ${"a".repeat(40)} -->\nfirst\n\n<sub>Commit \`aaaaaaa\`, [run](https://github.example/taylordean/books/actions/runs/77)</sub>`,
    ]);
    expect((await push("first", "b")).out).toContain("updated");
  });

  test("of an earlier push is marked, once, until the next one is written; others are not", async () => {
    await push("of dev", "a");
    await push("of prod", "b", "preview-prod");
    await push("other", "a", "size");
    for (const _ of [1, 2]) expect((await push("outdated", "b")).out).toBe("Out of date: preview-dev.\n");
    const [dev, prod, other] = bodies() ?? [];
    expect(dev?.match(/Out of date/g)).toHaveLength(1);
    expect(dev).toContain("It is about `aaaaaaa`; `bbbbbbb` has been pushed since ([run](");
    expect(dev).toContain("\nof dev\n");
    expect([prod, other].join()).not.toContain("Out of date");
    await push("new", "b");
    expect(bodies()?.[0]).not.toContain("Out of date");
    expect((await push("outdated", "b")).out).toBe("Out of date: none.\n");
  });

  test("of a newer push is left alone by a run of an earlier one that is started again", async () => {
    await push("newer", "b", "preview-dev", "100");
    const [newer] = bodies() ?? [];
    expect((await push("older", "a", "preview-dev", "99")).out).toContain("left to a newer run");
    expect((await push("outdated", "a", "preview-dev", "99")).out).toBe("Out of date: none.\n");
    expect(bodies()).toEqual([newer]);
    expect((await push("again", "b", "preview-dev", "99")).out).toContain("updated");
  });

  test("of a person's token is found again, and another person's is left alone", async () => {
    github.signInAs("ada");
    const quoted = "<!-- choreo-azuread:preview-dev -->\nquoted";
    github.comments.set(12, [{ id: 1, number: 1, body: quoted, user: { type: "User", login: "eve" } }]);
    expect((await comment("first")).out).toContain("created");
    expect((await comment("second")).out).toContain("updated");
    expect(bodies()).toEqual([quoted, "<!-- choreo-azuread:preview-dev -->\nsecond"]);
  });

  test("without the permission says which one is missing", async () => {
    github.refuseWith(403, "Resource not accessible by integration");
    const { exitCode, err } = await comment("x");
    expect(exitCode).toBe(exitCodes.service);
    expect(err).toContain("Resource not accessible by integration");
    expect(err).toContain("pull-requests: write");
    expect(err).not.toContain("fake-token");
  });

  test("without a token says what must be set", async () => {
    const { exitCode, err } = await run(
      ["comment", "--key", "k", "--file", await file("a", "b"), "--pull-request", "1"],
      {
        GITHUB_TOKEN: "",
      },
    );
    expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining("GITHUB_TOKEN")]);
  });
});
