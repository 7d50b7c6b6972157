import { afterEach, describe, expect, test } from "@jest/globals";
import nock from "nock";
import { azureEnvironment, discover, findCloud } from "../../../cli/shared/cloud.ts";

afterEach(() => nock.cleanAll());

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
    nock("https://cloud.example:8443")
      .get("/metadata/endpoints?api-version=2022-09-01")
      .reply(200, {
        microsoftGraphResourceId: "https://graph.example/",
        authentication: { loginEndpoint: "https://login.example" },
      });
    expect(await findCloud({ ARM_METADATA_HOSTNAME: "cloud.example:8443" })).toEqual({
      login: "https://login.example",
      graph: "https://graph.example",
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
    nock("https://login.example").get(path).reply(status, body);
    await expect(discover({ login: "https://login.example" }, "t")).rejects.toMatchObject({
      message: expect.stringContaining(says),
      exitCode: 5,
    });
  });
});
