import { rm } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { pulumi } from "../../../cli/review/pulumi.ts";
import { fakePulumi } from "../fake-pulumi.ts";

test("where nobody is signed in, the words of Pulumi and where to look", async () => {
  const { folder, env } = await fakePulumi({
    "stack ls": {
      error: "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
    },
  });
  try {
    await expect(pulumi(["stack", "ls", "--json"], { cwd: folder, env })).rejects.toMatchObject({
      message: expect.stringMatching(/^pulumi stack ls ended with exit code \d+:\n.*must be set for login/),
      advice: expect.stringContaining("PULUMI_BACKEND_URL"),
      exitCode: 4,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
