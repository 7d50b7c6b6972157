import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { entraErrors } from "../../../cli/invoke/aadsts.ts";
import { gatewayCodes } from "../../../cli/invoke/gateway-codes.ts";

const page = readFileSync("docs/troubleshooting.md", "utf8");
const rows = Object.entries({ ...entraErrors, ...gatewayCodes }).map(
  ([code, { meaning, advice }]) => `| ${code} | ${meaning} | ${advice} |`,
);

test("docs/troubleshooting.md says what the tools say", () => {
  const lines = new Set(page.split("\n"));
  expect(rows.filter((row) => !lines.has(row))).toEqual([]);
});
