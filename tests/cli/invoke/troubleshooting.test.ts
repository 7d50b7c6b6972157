import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { entraErrors } from "../../../cli/invoke/aadsts.ts";
import { gatewayCodes } from "../../../cli/invoke/gateway-codes.ts";

const page = readFileSync("docs/troubleshooting.md", "utf8");
const rows = Object.entries({ ...entraErrors, ...gatewayCodes }).map(
  ([code, { meaning, advice }]) => `| ${code} | ${meaning} | ${advice} |`,
);

test("docs/troubleshooting.md says what the tools say, and of errors of Entra no more", () => {
  const lines = page.split("\n");
  expect(rows.filter((row) => !lines.includes(row))).toEqual([]);
  const told = lines.filter((line) => line.startsWith("| AADSTS"));
  expect(told.filter((line) => !rows.includes(line))).toEqual([]);
});

test.each([28004, 50034, 50057, 50079, 53003, 90015, 650052, 900144, 7000218, 7000229])(
  "AADSTS%i is explained",
  (code) => {
    expect(entraErrors[`AADSTS${code}`]).toEqual({
      meaning: expect.stringMatching(/^[A-Z].+\.$/),
      advice: expect.stringMatching(/^[A-Z].+\.$/),
    });
  },
);
