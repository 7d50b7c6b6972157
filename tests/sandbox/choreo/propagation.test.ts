import { describe, expect, test } from "@jest/globals";
import { books, changeLifecycle, harnessFor, makeApplication } from "./harness.ts";

const DAY = 24 * 60 * 60 * 1000;

describe("what lags behind", () => {
  const harness = harnessFor();
  const listed = async () => (await harness.devportal("GET", "/apis")).body.count;
  const gateway = () => harness.choreo.controlPlane.gatewayView();
  const handle = (path: string, body: object = {}) =>
    harness.raw("POST", `${harness.choreo.url}/_sandbox/choreo/${path}`, { body: JSON.stringify(body) });
  const map = (id: string, consumerKey: string) =>
    harness.devportal("POST", `/applications/${id}/map-keys`, {
      consumerKey,
      keyManager: "AzureAD",
      keyType: "PRODUCTION",
    });

  test("nothing, without a delay", async () => {
    await changeLifecycle(harness, "Publish");
    expect(await listed()).toBe(1);
    await map(await makeApplication(harness), "client");
    expect(gateway()).toMatchObject({ keyMappings: [{ consumerKey: "client" }] });
  });

  test("the search index, while the API itself is read at once", async () => {
    await handle("switches", { searchDelayMs: DAY });
    await changeLifecycle(harness, "Publish");
    expect(await listed()).toBe(0);
    expect(await harness.devportal("GET", `/apis/${books}`)).toMatchObject({ status: 200 });
    expect(gateway().deployedApis).toContainEqual(
      expect.objectContaining({ apiId: books, lifeCycleStatus: "PUBLISHED" }),
    );
    expect(await handle("propagate")).toMatchObject({ status: 204 });
    expect(await listed()).toBe(1);
    await changeLifecycle(harness, "Demote to Created");
    expect(await listed()).toBe(1);
  });

  test("the gateway, while the control plane shows the present", async () => {
    await handle("switches", { gatewayDelayMs: DAY });
    const id = await makeApplication(harness);
    await map(id, "client");
    expect(gateway().keyMappings).toEqual([]);
    expect((await harness.devportal("GET", `/applications/${id}/oauth-keys`)).body.count).toBe(1);
    await handle("propagate");
    expect(gateway().keyMappings).toHaveLength(1);
    await harness.devportal("DELETE", `/applications/${id}`);
    expect(gateway().keyMappings).toHaveLength(1);
  });

  test("each change for its own time", async () => {
    await handle("switches", { gatewayDelayMs: 1 });
    await map(await makeApplication(harness), "first");
    await handle("switches", { gatewayDelayMs: DAY });
    await map(await makeApplication(harness, "other"), "second");
    expect(gateway().keyMappings.map(({ consumerKey }) => consumerKey)).toEqual(["first"]);
  });

  test("taking the delay away makes all visible; so does a reset", async () => {
    await handle("switches", { gatewayDelayMs: DAY });
    await map(await makeApplication(harness), "client");
    await handle("switches", { gatewayDelayMs: 0 });
    expect(gateway().keyMappings).toHaveLength(1);
    await handle("switches", { gatewayDelayMs: DAY });
    await harness.raw("POST", `${harness.choreo.url}/_sandbox/reset`);
    expect(gateway().keyMappings).toEqual([]);
  });
});
