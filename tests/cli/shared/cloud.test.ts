import { describe, expect, test } from "@jest/globals";
import { azureEnvironment, discover, findCloud } from "../../../cli/shared/cloud.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";

const sandbox = sharedByTests(startTrustedSandbox);

describe("the cloud", () => {
  test.each([
    [{}, "https://login.microsoftonline.com", "https://graph.microsoft.com"],
    [{ ARM_ENVIRONMENT: "USGovernment" }, "https://login.microsoftonline.us", "https://graph.microsoft.us"],
  ])("of %o", async (env, login, graph) => {
    expect(await findCloud(env)).toEqual({ login, graph, fromMetadata: false });
  });

  test("a name that is none", () =>
    expect(findCloud({ ARM_ENVIRONMENT: "mars" })).rejects.toMatchObject({ exitCode: 2 }));

  test("by its metadata, as the azuread provider finds it", async () => {
    const { entra } = sandbox;
    expect(await findCloud({ ARM_METADATA_HOSTNAME: `localhost:${entra.port}` })).toEqual({
      login: entra.url,
      graph: entra.url,
      fromMetadata: true,
    });
  });

  test("configured for the azuread provider, over the environment", () => {
    const env = azureEnvironment(
      { "azuread:environment": "china", "azuread:tenantId": "t" },
      { ARM_ENVIRONMENT: "public", PATH: "/bin" },
    );
    expect(env).toEqual({ ARM_ENVIRONMENT: "china", ARM_TENANT_ID: "t", PATH: "/bin" });
  });
});

describe("a discovery document", () => {
  const path = "/t/v2.0/.well-known/openid-configuration";
  test.each<[string, number, string | object, string]>([
    ["missing", 404, "", "answered 404"],
    ["HTML", 200, "<html>", "is not JSON"],
    ["of another kind", 200, { hello: "world" }, "is not an OpenID Connect discovery document"],
  ])("%s", async (_, status, body, says) => {
    sandbox.entra.setFaults([{ match: { path }, then: { status, body } }]);
    await expect(discover({ login: sandbox.entra.url }, "t")).rejects.toMatchObject({
      message: expect.stringContaining(says),
      exitCode: 5,
    });
  });
});
