import { describe, expect, test } from "@jest/globals";
import { books, harnessFor, type Reply, refusalOf } from "./harness.ts";

describe("API Manager 4.0, under v2 of each API", () => {
  const harness = harnessFor({ flavour: "apim" });
  const call = async (
    api: "publisher" | "devportal" | "admin",
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Reply> => {
    const token = await harness.choreo.mintToken();
    const url = harness.choreo.urls[api].replace(/v\d$/, "v2") + path;
    return harness.raw(method, url, { token, ...(body ? { body: JSON.stringify(body) } : {}) });
  };
  const application = { name: "storefront", throttlingPolicy: "Unlimited" };

  test("the whole way of a program fits its file", async () => {
    const { body: api } = await call("publisher", "GET", `/apis/${books}`);
    expect(await call("publisher", "PUT", `/apis/${books}`, api)).toMatchObject({
      status: 200,
      body: { name: "books" },
    });
    const { body: revision } = await call("publisher", "POST", `/apis/${books}/revisions`, {
      description: "x",
    });
    const place = [{ name: "Default", vhost: "localhost", displayOnDevportal: true }];
    const deploy = `/apis/${books}/deploy-revision?revisionId=${revision.id}`;
    expect((await call("publisher", "POST", deploy, place)).body).toEqual([
      { ...place[0], revisionUuid: revision.id, deployedTime: expect.any(String) },
    ]);
    await call("publisher", "POST", `/apis/change-lifecycle?apiId=${books}&action=Publish`);
    for (const path of ["", `/${books}/revisions`, `/${books}/deployments`, `/${books}/lifecycle-state`]) {
      expect(await call("publisher", "GET", `/apis${path}`)).toMatchObject({ status: 200 });
    }
    for (const path of ["/settings", "/scopes", "/key-managers", "/throttling-policies/subscription"]) {
      expect(await call("publisher", "GET", path)).toMatchObject({ status: 200 });
    }
    const { applicationId } = (await call("devportal", "POST", "/applications", application)).body;
    const wish = { apiId: books, applicationId, throttlingPolicy: "Bronze" };
    expect(await call("devportal", "POST", "/subscriptions", wish)).toMatchObject({ status: 201 });
    const key = { consumerKey: "client", keyType: "PRODUCTION", keyManager: "AzureAD" };
    await call("devportal", "POST", `/applications/${applicationId}/map-keys`, key);
    for (const path of [
      "/apis",
      `/apis/${books}`,
      "/key-managers",
      "/applications",
      `/applications/${applicationId}`,
      `/applications/${applicationId}/oauth-keys`,
      `/subscriptions?apiId=${books}`,
    ]) {
      expect(await call("devportal", "GET", path)).toMatchObject({ status: 200 });
    }
    expect(await call("admin", "GET", "/key-managers")).toMatchObject({ status: 200, body: { count: 4 } });
  });

  test("what came later is neither sent nor taken", async () => {
    const { body: old } = await call("publisher", "GET", `/apis/${books}`);
    const { body: current } = await harness.publisher("GET", `/apis/${books}`);
    expect(Object.keys(current)).toEqual(
      expect.arrayContaining(["gatewayVendor", "additionalPropertiesMap"]),
    );
    expect(old).not.toHaveProperty("gatewayVendor");
    expect(old.operations[0]).not.toHaveProperty("operationPolicies");
    expect(await call("publisher", "PUT", `/apis/${books}`, { ...old, gatewayVendor: "wso2" })).toMatchObject(
      {
        status: 400,
        body: { code: 400, description: "Unrecognized property 'gatewayVendor'" },
      },
    );
    const visible = { ...application, visibility: "PRIVATE" };
    expect(refusalOf(await call("devportal", "POST", "/applications", visible))).toEqual({
      status: 400,
      code: 400,
    });
    const { body } = await call("devportal", "GET", "/key-managers");
    expect(body.list[0]).not.toHaveProperty("tokenType");
  });

  test("an application's name has 70 characters at most", async () => {
    const named = (length: number) =>
      call("devportal", "POST", "/applications", { ...application, name: "x".repeat(length) });
    expect(refusalOf(await named(71))).toEqual({ status: 400, code: 400 });
    expect(await named(70)).toMatchObject({ status: 201 });
  });

  test("there is no DELETE of keys", async () => {
    const path = "/applications/unknown/oauth-keys/unknown";
    expect(await call("devportal", "DELETE", path)).toMatchObject({ status: 405, body: "" });
  });
});
