import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import type { Mends } from "./mends.ts";

test("whatever the first preview shows was told by the import", async () => {
  const script = join(import.meta.dirname, "mends.ts");
  const { stdout } = await execa("node", [script], { preferLocal: true });
  const found = JSON.parse(stdout.split("\n").at(-1) ?? "") as Mends;
  expect(found.preview.toSorted()).toEqual([
    "create ApplicationIdentifierUri tills",
    "create ServicePrincipal till",
    "create ServicePrincipal tills",
    "update ApiPermissions tills",
    "update Application till",
    "update Application tills",
  ]);
  expect(found.told).toEqual([
    "  - API tills: this stack's claim is noted in Choreo, in a custom property of the API.",
    "  - API tills: its registration gets a service principal.",
    "  - API tills: its registration gets an identifier URI.",
    "  - API tills: its tokens become those of version 2 (now 1), which the identity provider takes.",
    "  - Client till: its registration gets a service principal.",
    "  - Client till: its redirect URI https://till.example becomes https://till.example/.",
    expect.stringMatching(
      /^ {2}- Client till: its registration lists a permission of tills no longer that is not there/,
    ),
  ]);
  expect(found.previewAfterUp).toEqual([]);
  expect(found.redirectUris).toEqual(["https://till.example/", "http://localhost", "msal123://auth"]);
}, 120_000);
