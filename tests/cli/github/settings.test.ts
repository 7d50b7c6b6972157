import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { repository } from "../../../cli/github/api.ts";
import { takeSettings } from "../../../cli/github/settings.ts";
import { githubTool } from "../../../cli/github/tool.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { listening } from "../listening.ts";
import { type File, startFakeGithub } from "./fake-github.ts";

const HEAD = "a".repeat(40);
const MERGE = "c".repeat(40);

const base = `secretsprovider: azurekeyvault://ours.vault.azure.net/keys/prod
encryptedkey: b3Vycw==
config:
  azuread:tenantId: ours
  choreo-azuread:choreo: { organization: taylordean, identityProvider: AzureAD }
  choreo-azuread:extends: ./stacks/shared.yaml
  choreo-azuread:keyType: PRODUCTION
  choreo-azuread:clients: { storefront: { uses: { books: [books_read] } } }
`;

let github: Awaited<ReturnType<typeof startFakeGithub>>;
let checkout: string;
beforeEach(async () => {
  github = await startFakeGithub();
  checkout = await mkdtemp(join(tmpdir(), "settings-test-"));
  await writeFile(join(checkout, "Pulumi.prod.yaml"), base);
  await writeFile(join(checkout, "index.ts"), "// ours");
  await mkdir(join(checkout, "openapi"));
  await writeFile(join(checkout, "openapi", "old.yaml"), "old: true");
});
afterEach(async () => {
  await github.stop();
  await rm(checkout, { recursive: true });
});

interface Proposal {
  stack?: string;
  files?: Record<string, File>;
  changed?: string[];
  mergeable?: boolean;
  head?: string;
  from?: string;
  folders?: string[];
  truncated?: boolean;
}

/** What the tool says about a pull request whose merge for a try has these files. */
async function take({
  stack = base,
  files = {},
  changed = [],
  mergeable = true,
  head = HEAD,
  from = "taylordean/books",
  folders = [],
  truncated = false,
}: Proposal) {
  github.pulls.set(12, { state: "open", mergeable, merge_commit_sha: MERGE });
  github.commits.set(MERGE, {
    parents: ["b".repeat(40), head],
    truncated,
    files: { "Pulumi.prod.yaml": { content: stack }, "index.ts": { content: "// theirs" }, ...files },
  });
  github.changedFiles.set(12, changed);
  const event = join(checkout, "event.json");
  await writeFile(
    event,
    JSON.stringify({
      repository: { full_name: "taylordean/books" },
      pull_request: { number: 12, head: { sha: HEAD, repo: { full_name: from } } },
    }),
  );
  const { terminal, said } = listening();
  const args = [
    "settings",
    "--stack",
    "prod",
    "--note",
    "note.md",
    "--cwd",
    checkout,
    ...folders.flatMap((each) => ["--folder", each]),
  ];
  const env = { ...github.env, GITHUB_EVENT_PATH: event };
  const exitCode = await runTool(() => githubTool(args, { terminal, env }), terminal);
  return { exitCode, ...said };
}

const read = (file: string) => readFile(join(checkout, file), "utf8").catch(() => undefined);
const config = async () => parse((await read("Pulumi.prod.yaml")) ?? "").config;

test("settings and the files that they name are taken; code is not, and the note says so", async () => {
  const stack = base.replace("[books_read]", "[books_read, books_add]");
  const { exitCode, err } = await take({
    stack,
    files: { "stacks/shared.yaml": { content: "apis: {}" }, "openapi/v2/orders.json": { content: "{}" } },
    changed: [
      "index.ts",
      "Pulumi.prod.yaml",
      "Pulumi.dev.yaml",
      "stacks/shared.yaml",
      "openapi/old.yaml",
      "README.md",
    ],
  });
  expect({ exitCode, err }).toEqual({ exitCode: exitCodes.ok, err: "" });
  expect((await config())["choreo-azuread:clients"].storefront.uses.books).toEqual([
    "books_read",
    "books_add",
  ]);
  expect(await read("stacks/shared.yaml")).toBe("apis: {}");
  expect(await read("openapi/v2/orders.json")).toBe("{}");
  // What the pull request takes away is away.
  expect(await read("openapi/old.yaml")).toBeUndefined();
  expect(await read("index.ts")).toBe("// ours");
  expect(await read("note.md")).toContain("and changed too: `index.ts`. The plan after the merge");
});

test("a note stays short enough for a comment, whatever is called how", async () => {
  const names = [...Array(20).keys()].map((number) => `${"long/".repeat(190)}${number}.ts`);
  // As many as the stand-in for GitHub takes, whose ids of blobs are their content.
  const more = names
    .slice(0, 5)
    .map((name) => `  ${JSON.stringify(name)}: x\n`)
    .join("");
  expect(await take({ stack: base + more, changed: names })).toMatchObject({ exitCode: exitCodes.ok });
  const note = (await read("note.md")) ?? "";
  expect(note).toContain("long/0.ts`");
  expect(note).toContain(", and 15 more");
  expect(note.length).toBeLessThan(1200);
});

test("nothing but settings: no note", async () => {
  expect(await take({ changed: ["Pulumi.prod.yaml"] })).toMatchObject({ exitCode: exitCodes.ok });
  expect(await read("note.md")).toBe("");
});

test("where credentials go and how secrets are encrypted stay the base branch's, and the note says what was left", async () => {
  const stack = base
    .replace("ours.vault", "eve.vault")
    .replace("identityProvider: AzureAD", "publisherUrl: https://eve.example")
    .replace("azuread:tenantId: ours", "azuread:metadataHost: eve.example")
    .replace("PRODUCTION", "SANDBOX");
  expect(await take({ stack })).toMatchObject({ exitCode: exitCodes.ok });
  const file = (await read("Pulumi.prod.yaml")) ?? "";
  expect(file).not.toContain("eve");
  expect(parse(file)).toMatchObject({
    secretsprovider: "azurekeyvault://ours.vault.azure.net/keys/prod",
    config: { "azuread:tenantId": "ours", "choreo-azuread:keyType": "SANDBOX" },
  });
  expect(await read("note.md")).toContain(
    "since they say where credentials go: `azuread:metadataHost`, `azuread:tenantId`, `choreo-azuread:choreo`, `secretsprovider`.",
  );
});

test.each(["clients", "choreo-azuread:config:clients"])(
  "a setting that is written as %s is taken like any other",
  async (key) => {
    const stack = base.replace("choreo-azuread:clients", key).replace("storefront", "proposed");
    expect(await take({ stack })).toMatchObject({ exitCode: exitCodes.ok });
    expect(await config()).toEqual({
      ...parse(base).config,
      "choreo-azuread:clients": undefined,
      [key]: { proposed: { uses: { books: ["books_read"] } } },
    });
    expect(await read("note.md")).toBe("");
  },
);

test("and so it is where the base branch writes it so; where credentials go is known by any name", async () => {
  await writeFile(join(checkout, "Pulumi.prod.yaml"), base.replaceAll("choreo-azuread:", ""));
  const stack = base.replace("organization: taylordean", "publisherUrl: https://eve.example");
  expect(await take({ stack: stack.replace("storefront", "proposed") })).toMatchObject({ exitCode: 0 });
  expect(await config()).toMatchObject({ choreo: { organization: "taylordean" } });
  expect(await config()).toMatchObject({ "choreo-azuread:clients": { proposed: {} } });
  expect(await config()).not.toHaveProperty("clients");
  expect(await read("note.md")).toContain("where credentials go: `choreo-azuread:choreo`.");
});

test("values are handed on as they are written: what they mean is the engine's to say", async () => {
  const written =
    'choreo-azuread:apis: { books: { version: 1.0, assigned: { groups: [ 0777, yes, "1_000" ] } } }';
  expect(await take({ stack: `${base}  ${written}\n` })).toMatchObject({ exitCode: exitCodes.ok });
  expect(await read("Pulumi.prod.yaml")).toContain(written);
});

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
    const proposal = { pullRequest: 12, head: HEAD, stack: "prod", folders: ["stacks"], cwd: checkout };
    await expect(takeSettings(repository(github.env), { ...proposal, pauseMs: 0 })).rejects.toMatchObject({
      exitCode: exitCodes.service,
      message: expect.stringContaining(`GitHub has no merge of ${HEAD} into the base branch`),
    });
  });

  test("a way into a folder that is a link out of the checkout", async () => {
    await symlink(tmpdir(), join(checkout, "linked"));
    const files = { "linked/openapi/a.yaml": { content: "x" } };
    const { exitCode, err } = await take({ files, folders: ["linked/openapi"] });
    expect([exitCode, err]).toEqual([
      exitCodes.untrusted,
      expect.stringContaining("leads out of the checkout"),
    ]);
  });

  test("a folder of the checkout that is a link out of it", async () => {
    await symlink(tmpdir(), join(checkout, "stacks"));
    const { exitCode, err } = await take({ files: { "stacks/a.yaml": { content: "x" } } });
    // The link itself is taken away, and a folder made in its place.
    expect([exitCode, err]).toEqual([exitCodes.ok, ""]);
    expect(await read("stacks/a.yaml")).toBe("x");
  });
});
