import { expect, test } from "@jest/globals";
import { exitCodes } from "../../cli/shared/errors.ts";
import { meddle } from "../../story/byHand.ts";

// What it does in a sandbox: tests/docs/jobs.test.ts.

test.each([
  ["no variables", {}, "ARM_METADATA_HOSTNAME is not set"],
  [
    "a tenant of another machine",
    { ARM_METADATA_HOSTNAME: "localhost.example:443" },
    '"localhost.example:443"',
  ],
  [
    "a control plane of another machine",
    { ARM_METADATA_HOSTNAME: "localhost:8443", CHOREO_PUBLISHER_URL: "https://apis.choreo.dev" },
    '"https://apis.choreo.dev"',
  ],
])("nothing is meddled with where the environment has %s", async (_, env, named) => {
  await expect(meddle({ stack: "local", env })).rejects.toMatchObject({
    exitCode: exitCodes.usage,
    message: expect.stringContaining(named),
  });
});
