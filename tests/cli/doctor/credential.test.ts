import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { type Provisioned, provision, startTrustedSandbox } from "../fixture.ts";
import { runDoctor } from "./run-doctor.ts";

let sandbox: Sandbox;
let made: Provisioned;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  made = await provision(sandbox);
});
const asBefore = {
  personalAccessTokenScopes: null,
  personalAccessTokenEnds: null,
  personalAccessTokenStatus: "ACTIVE",
} as const;
afterEach(() => sandbox.choreo.setSwitches({ ...asBefore, introspection: "present" }));
afterAll(() => sandbox.stop());

/** The section's lines. */
async function credential(env: NodeJS.ProcessEnv = sandbox.env): Promise<string[]> {
  const { out } = await runDoctor(made, env);
  const [, section = ""] = /^Credential for Choreo\n([\s\S]*?)\n\n/.exec(out) ?? [];
  return section.split("\n").map((line) => line.trim());
}
const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600 * 1000 + 60_000).toISOString();

test("says whose the personal access token is, what it may do and when it ends", async () => {
  sandbox.choreo.setSwitches({ personalAccessTokenEnds: inDays(90) });
  expect(await credential()).toEqual([
    `✔ The credential is for the stack's organisation: personal access token for ${seed.organization}, ${seed.organizationId}`,
    expect.stringMatching(/^✔ It has the scopes that pulumi up needs: \d+ scopes$/),
    `✔ It does not end soon: 90 days left, until ${inDays(90).slice(0, 10)}`,
  ]);
});

test("an end within 14 days, and scopes that are only enough for previews, are yellow", async () => {
  sandbox.choreo.setSwitches({
    personalAccessTokenEnds: inDays(13),
    personalAccessTokenScopes: ["apim:api_view", "apim:subscribe"],
  });
  const [, scopes, end] = await credential();
  expect(scopes).toContain(
    "! It has the scopes that pulumi up needs: It lacks apim:api_create or apim:api_manage or apim:api_publish for ApiPermissions books, ApiDeployment books; ",
  );
  expect(end).toContain(`! It does not end soon: 13 days left, until ${inDays(13).slice(0, 10)}.`);
});

test("one that was revoked is red, and the rest is not looked at", async () => {
  sandbox.choreo.setSwitches({ personalAccessTokenStatus: "REVOKED" });
  const [organisation, scopes] = await credential();
  expect(organisation).toMatch(
    /^✖ .*the personal access token is REVOKED\. → Make another one .* CHOREO_TOKEN/,
  );
  expect(scopes).toMatch(/^- /);
});

test("one that says nothing of itself is no fault", async () => {
  sandbox.choreo.setSwitches({ introspection: "absent" });
  const lines = await credential();
  expect(lines).toEqual(lines.filter((line) => line.startsWith("✔")));
  expect(lines.at(-1)).toContain("it does not say when it ends");
});
