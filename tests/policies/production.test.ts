import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";

test("a deployment has the TypeScript with which Pulumi starts a policy pack", () => {
  // Without one the starter (@pulumi/pulumi, cmd/run-policy-pack/run.ts) takes its own 3.8, which refuses our tsconfig.json.
  const { dependencies } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8"));
  expect(dependencies).toHaveProperty("typescript");
});
