import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { azuread } from "../../../sandbox/plugins/azuread/plugin.ts";
import { useAzure } from "./azure.ts";
import { TestEngine } from "./engine.ts";

const azure = useAzure();

const VARIABLES = [
  "ARM_METADATA_HOSTNAME",
  "ARM_TENANT_ID",
  "ARM_CLIENT_ID",
  "ARM_CLIENT_SECRET",
  "ARM_ENVIRONMENT",
];
let saved: NodeJS.ProcessEnv;
beforeEach(() => {
  saved = { ...process.env };
  for (const name of VARIABLES) delete process.env[name];
});
afterEach(() => {
  for (const name of VARIABLES) delete process.env[name];
  Object.assign(process.env, saved);
});

describe("configure", () => {
  test("takes the environment where the configuration says nothing, with two requests", async () => {
    process.env.ARM_METADATA_HOSTNAME = String(azure.config.metadataHost);
    process.env.ARM_TENANT_ID = String(azure.config.tenantId);
    process.env.ARM_CLIENT_ID = String(azure.config.clientId);
    process.env.ARM_CLIENT_SECRET = String(azure.config.clientSecret);
    azure.entra.clearRequests();
    (await TestEngine.start(azuread)).stop();
    expect(azure.entra.requests().map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /metadata/endpoints?api-version",
      `POST /${azure.config.tenantId}/oauth2/v2.0/token`,
    ]);
  });

  test.each([
    [
      "a wrong secret",
      { clientSecret: "wrong" },
      /clientCredentialsToken: received HTTP status 401 with response: .*AADSTS7000215/,
    ],
    ["no secret", { clientSecret: "" }, /failed to load Azure credentials.*ARM_CLIENT_SECRET not set/],
    [
      "no sandbox",
      { metadataHost: "" },
      /talks to the sandbox only.*pulumi plugin install resource azuread 6\.9\.1/,
    ],
    ["an unknown cloud", { environment: "mars" }, /no environment named "mars"/],
    [
      "nobody there",
      { metadataHost: "localhost:1" },
      /retrieving metadata from endpoint "https:\/\/localhost:1": performing request/,
    ],
  ])("%s is refused in words", async (_what, change, message) => {
    await expect(TestEngine.start(azuread, { ...azure.config, ...change })).rejects.toThrow(message);
  });

  test("no message holds the secret", async () => {
    const error = await TestEngine.start(azuread, { ...azure.config, clientSecret: "s3cr3t-value" }).catch(
      (e) => e,
    );
    expect(error.message).not.toContain("s3cr3t-value");
  });
});

test("what this stand-in lacks is refused by name, with the way to the published plugin", async () => {
  await expect(azure.engine.check("azuread:index/invitation:Invitation", "eve", {})).rejects.toThrow(
    /stand-in for the azuread plugin 6\.9\.1 has no resource type azuread:index\/invitation:Invitation; it has .*SANDBOX_AZUREAD_PLUGIN/,
  );
  await expect(azure.engine.invoke("azuread:index/getDirectoryRoles:getDirectoryRoles", {})).rejects.toThrow(
    /has no function azuread:index\/getDirectoryRoles/,
  );
});
