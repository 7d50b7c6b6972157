import { writeFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { base, useProposal } from "./useProposal.ts";

const { take, at, read, config } = useProposal();

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
  await writeFile(at("Pulumi.prod.yaml"), base.replaceAll("choreo-azuread:", ""));
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
