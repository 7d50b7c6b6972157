import { describe, expect, test } from "@jest/globals";
import { useGithub } from "./useGithub.ts";

const { github, run, file } = useGithub();

describe("issue", () => {
  const issue = async (text?: string) =>
    run([
      "issue",
      "--key",
      "drift-dev",
      "--title",
      "Drift in dev",
      ...(text ? ["--file", await file("d.md", text)] : []),
    ]);
  const seen = () => github.issues.map(({ title, body, state }) => ({ title, body, state }));

  test("is opened, kept up to date, closed, and opened anew the next time", async () => {
    expect((await issue()).out).toContain("none");
    expect((await issue("a")).out).toContain("opened");
    expect((await issue("a")).out).toContain("unchanged");
    expect((await issue("b")).out).toContain("updated");
    expect((await issue()).out).toContain("closed");
    expect((await issue("c")).out).toContain("opened");
    const body = (text: string) => `<!-- choreo-azuread:drift-dev -->\n${text}`;
    expect(seen()).toEqual([
      { title: "Drift in dev", body: body("b"), state: "closed" },
      { title: "Drift in dev", body: body("c"), state: "open" },
    ]);
  });

  test("a person's is left alone, even one that quotes the marker", async () => {
    const quoted = "<!-- choreo-azuread:drift-dev -->\nquoted";
    github.issues.push({
      id: 1,
      number: 1,
      state: "open",
      body: quoted,
      user: { type: "User", login: "eve" },
    });
    expect((await issue("a")).out).toContain("opened");
    expect((await issue()).out).toContain("closed");
    expect(github.issues[0]).toMatchObject({ body: quoted, state: "open" });
  });

  test("a pull request with the same text is not taken for it", async () => {
    github.issues.push({
      id: 1,
      number: 1,
      state: "open",
      body: "<!-- choreo-azuread:drift-dev -->",
      user: { type: "Bot" },
      pull_request: {},
    });
    expect((await issue("a")).out).toContain("opened");
  });
});
