import { expect, test } from "@jest/globals";
import { compare } from "../../../cli/access-diff/compare.ts";
import { headline } from "../../../cli/access-diff/sentences.ts";
import type { ResourceStep } from "../../../cli/access-diff/types.ts";
import { comparison, step } from "./models.ts";

const deployment = (op: ResourceStep["op"], ...properties: string[]) =>
  compare(
    comparison({
      steps: [
        step({
          op,
          type: "choreo:ApiDeployment",
          token: "pulumi-nodejs:dynamic/choreo:ApiDeployment",
          properties,
        }),
      ],
    }),
  );

test.each([
  ["other environments", deployment("update", "gatewayEnvironments[0]")],
  ["a replacement for them", deployment("replace", "gatewayEnvironments")],
  ["a deployment that goes", deployment("delete")],
])("%s: what runs there then is not compared, and the headline does not say that nobody gains", (_, diff) => {
  expect(diff.rules).toEqual([
    expect.objectContaining({
      sentence: expect.stringContaining("What that one lets through is not compared here"),
    }),
  ]);
  expect(headline(diff)).not.toContain("Nobody");
});

test.each([
  ["a new deployment", deployment("create", "gatewayEnvironments")],
  ["a newer revision", deployment("update", "revision")],
])("%s says nothing of it", (_, diff) => expect(diff.rules).toEqual([]));
