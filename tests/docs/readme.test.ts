import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { loadSettings } from "../../program/loadSettings.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { titles } from "../../story/index.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { useStackConfig } from "../program/stackConfig.ts";
import { commandsIn, pageOf } from "./commands.ts";

const readme = readFileSync(join(projectFolder, "README.md"), "utf8");
const { config } = parse(/```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "") as {
  config: Record<string, unknown>;
};

const setConfig = useStackConfig("dev");

test("the stack file that README begins with is whole: it is accepted, and its client may call", async () => {
  setConfig(config);
  const { apis, clients } = await loadSettings();
  // Without it README's own call of POST /books ends in AADSTS90094.
  expect(apis.books?.permissions.books_add?.consent).toBe("admins");
  expect(clients.storefront?.adminConsent).toEqual(["books"]);
});

test("the stack file that README begins with leaves no operation of the sandbox's API open", async () => {
  const sandbox = await startSandbox();
  try {
    const { apis } = sandbox.choreo.state() as {
      apis: { name: string; operations: { verb: string; target: string }[] }[];
    };
    const books = apis.find(({ name }) => name === "books");
    const declared = config["choreo-azuread:apis"] as { books: { operations: object } };
    expect(Object.keys(declared.books.operations).sort()).toEqual(
      books?.operations.map(({ verb, target }) => `${verb} ${target}`).sort(),
    );
  } finally {
    await sandbox.stop();
  }
});

test("the transcript in README has the steps of the story", () =>
  expect(
    [...readme.matchAll(/^✔ (.+)$/gm)].map(([, line = ""]) =>
      titles.find((title) => line.startsWith(`${title}: `)),
    ),
  ).toEqual(titles));

test("what CI starts of the sandbox stands in README, as it is typed there", () => {
  const files = [".ci/run", ".github/workflows/sweeps.yml"].map(pageOf);
  const started = files.flatMap((text) =>
    [...text.matchAll(/^[^#\n]*(npm run sandbox(?: -- [^|\n]*?)?)(?= *\||$)/gm)].map(
      ([, command]) => command,
    ),
  );
  const shown = [
    ...commandsIn(readme),
    ...[...readme.matchAll(/`(npm run sandbox[^`]*)`/g)].map(([, it]) => it),
  ];
  expect([...new Set(started)].sort()).toEqual([
    "npm run sandbox",
    "npm run sandbox -- --flavour apim",
    "npm run sandbox -- --story import",
  ]);
  expect(shown).toEqual(expect.arrayContaining(started));
});
