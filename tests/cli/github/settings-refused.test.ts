import { symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { describe, expect, test } from "@jest/globals";
import { repository } from "../../../cli/github/api.ts";
import { takeSettings } from "../../../cli/github/settings.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { base, HEAD, MERGE, type Proposal, useProposal } from "./useProposal.ts";

const { github, place, take, at, read } = useProposal();

describe("refused, and nothing of it is written:", () => {
  test.each<[string, Proposal, string]>([
    [
      "a symbolic link",
      { files: { "openapi/orders.yaml": { content: "/proc/self/environ", mode: "120000" } } },
      '"openapi/orders.yaml" is a symbolic link',
    ],
    [
      "a submodule",
      { files: { "stacks/more": { content: "x", mode: "160000", type: "commit" } } },
      '"stacks/more" is no regular file',
    ],
    [
      "a path that leads elsewhere",
      { files: { "stacks/../.github/workflows/up.yml": { content: "x" } } },
      "is no YAML or JSON file",
    ],
    [
      "code in a folder of settings",
      { files: { "openapi/index.ts": { content: "x" } } },
      "is no YAML or JSON file",
    ],
    [
      "more files than settings have",
      {
        files: Object.fromEntries([...Array(201).keys()].map((n) => [`stacks/${n}.yaml`, { content: "x" }])),
      },
      "202 files; at most 200 are taken",
    ],
    ["a hidden file", { files: { "stacks/.npmrc.yaml": { content: "x" } } }, "is no YAML or JSON file"],
    ["a huge file", { files: { "stacks/a.yaml": { content: "x".repeat(1_000_001) } } }, "has 1000001 bytes"],
    [
      "a stack file that is a link",
      { files: { "Pulumi.prod.yaml": { content: "/etc/passwd", mode: "120000" } } },
      '"Pulumi.prod.yaml" is a symbolic link',
    ],
    [
      "a secret's ciphertext in another place, where it would be shown",
      { stack: base.replace("[books_read]", "{ secure: v1:stolen }") },
      "an encrypted value under choreo-azuread:clients",
    ],
    ["no YAML", { stack: "config: [" }, "is no YAML"],
    [
      "a merge key, which the engine follows",
      { stack: base.replace("config:", "x: &x { choreo-azuread:clients: {} }\nconfig:\n  <<: *x") },
      "has YAML aliases or merge keys",
    ],
    [
      "a merge key with what it merges in it",
      { stack: base.replace("config:", "config:\n  <<: { choreo-azuread:clients: {} }") },
      "has YAML aliases or merge keys",
    ],
    [
      "an alias that leads to itself",
      { stack: base.replace("[books_read]", "&a [*a]") },
      "has YAML aliases or merge keys",
    ],
    [
      "a setting that stands there twice, the second time without its namespace",
      { stack: `${base}  clients: { eve: {} }\n` },
      "has choreo-azuread:clients twice",
    ],
    [
      "a setting that stands there twice, in the long form",
      { stack: `${base}  choreo-azuread:config:clients: { eve: {} }\n` },
      "has choreo-azuread:clients twice",
    ],
    ...[
      ["NEL", "\u0085"],
      ["LS", "\u2028"],
      ["PS", "\u2029"],
      ["CR", "\r"],
    ].map(([name, end]): [string, Proposal, string] => [
      `a setting in a comment that ends for the engine, with ${name}`,
      { stack: `${base}  # Nothing to see.${end}  choreo-azuread:apis: { eve: {} }\n` },
      "has characters that nobody sees",
    ]),
    [
      "text that reads otherwise than it is written",
      { stack: base.replace("[books_read]", "[books_\u202eread]") },
      "has characters that nobody sees",
    ],
    [
      "a tag, by which a key is another one to the engine",
      {
        stack: `${base}  !!binary ${Buffer.from("choreo-azuread:clients").toString("base64")}: { eve: {} }\n`,
      },
      "has YAML tags",
    ],
    [
      "a second configuration, by a tag",
      { stack: `${base}!!binary ${Buffer.from("config").toString("base64")}: { clients: { eve: {} } }\n` },
      "has YAML tags",
    ],
    [
      "an encrypted value, by a tag",
      {
        stack: base.replace(
          "[books_read]",
          `{ !!binary ${Buffer.from("secure").toString("base64")}: v1:stolen }`,
        ),
      },
      "has YAML tags",
    ],
    [
      "a key with spaces, which the engine leaves out",
      { stack: `${base}  "choreo-azuread: apis": { eve: {} }\n` },
      'has the key "choreo-azuread: apis"',
    ],
    [
      "a text that is not UTF-8, which the engine reads",
      { files: { "Pulumi.prod.yaml": { content: Buffer.from(`\uFEFF${base}`, "utf16le") } } },
      "is no UTF-8",
    ],
    ["a fork", { from: "eve/books" }, "comes from eve/books"],
  ])("%s", async (_, proposal, says) => {
    const { exitCode, err } = await take(proposal);
    expect([exitCode, err]).toEqual([exitCodes.untrusted, expect.stringContaining(says)]);
    expect(await read("Pulumi.prod.yaml")).toBe(base);
    expect(await read("openapi/old.yaml")).toBe("old: true");
  });

  test("a pull request that cannot be merged", async () => {
    const { exitCode, err } = await take({ mergeable: false });
    expect([exitCode, err]).toEqual([exitCodes.refused, expect.stringContaining("has conflicts")]);
  });

  test("a list of files that GitHub has cut off", async () => {
    const { exitCode, err } = await take({ truncated: true });
    expect([exitCode, err]).toEqual([exitCodes.service, expect.stringContaining("lists only a part")]);
    expect(await read("openapi/old.yaml")).toBe("old: true");
  });

  test("a merge of another commit than the one that the event is about", async () => {
    github.pulls.set(12, { state: "open", mergeable: true, merge_commit_sha: MERGE });
    github.commits.set(MERGE, { parents: ["b".repeat(40), "d".repeat(40)], files: {} });
    const proposal = { pullRequest: 12, head: HEAD, stack: "prod", folders: ["stacks"], cwd: place.folder };
    await expect(takeSettings(repository(github.env), { ...proposal, pauseMs: 0 })).rejects.toMatchObject({
      exitCode: exitCodes.service,
      message: expect.stringContaining(`GitHub has no merge of ${HEAD} into the base branch`),
    });
  });

  test("a way into a folder that is a link out of the checkout", async () => {
    await symlink(tmpdir(), at("linked"));
    const files = { "linked/openapi/a.yaml": { content: "x" } };
    const { exitCode, err } = await take({ files, folders: ["linked/openapi"] });
    expect([exitCode, err]).toEqual([
      exitCodes.untrusted,
      expect.stringContaining("leads out of the checkout"),
    ]);
  });

  test("a folder of the checkout that is a link out of it", async () => {
    await symlink(tmpdir(), at("stacks"));
    const { exitCode, err } = await take({ files: { "stacks/a.yaml": { content: "x" } } });
    // The link itself is taken away, and a folder made in its place.
    expect([exitCode, err]).toEqual([exitCodes.ok, ""]);
    expect(await read("stacks/a.yaml")).toBe("x");
  });
});
