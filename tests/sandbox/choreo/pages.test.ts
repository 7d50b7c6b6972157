import { describe, expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { books, changeLifecycle, flavours, harnessFor, makeApplication, refusalOf } from "./harness.ts";

const lists = [
  ["publisher", "/apis"],
  ["publisher", "/scopes"],
  ["publisher", "/throttling-policies/subscription"],
  ["publisher", `/subscriptions?apiId=${books}`],
  ["devportal", "/apis"],
  ["devportal", "/applications"],
  ["devportal", "/throttling-policies/application"],
  ["devportal", `/subscriptions?apiId=${books}`],
] as const;

describe.each(flavours)("lists of %s", (flavour) => {
  const harness = harnessFor({ flavour });

  test.each(lists)("%s %s comes in pages", async (api, path) => {
    for (const apiId of [seed.apis.books.id, seed.apis.orders.id]) {
      await changeLifecycle(harness, "Publish", apiId);
    }
    for (const name of ["one", "two"]) {
      const applicationId = await makeApplication(harness, name);
      const wish = { apiId: books, applicationId, throttlingPolicy: "Bronze" };
      await harness.devportal("POST", "/subscriptions", wish);
      const scope = { name, displayName: name, description: "", bindings: [] };
      await harness.publisher("POST", "/scopes", scope);
    }
    const page = (query: string) => harness[api]("GET", path + (path.includes("?") ? "&" : "?") + query);
    const { body: all } = await page("");
    const { total } = all.pagination;
    expect(total).toBeGreaterThanOrEqual(2);
    expect(all).toMatchObject({ count: total, pagination: { offset: 0, limit: 25, next: "", previous: "" } });
    const { body: second } = await page("limit=1&offset=1");
    expect(second).toMatchObject({
      count: 1,
      list: [all.list[1]],
      pagination: { offset: 1, limit: 1, total },
    });
    expect(second.pagination.previous).toContain("limit=1&offset=0");
    expect((await page(`offset=${total}`)).body).toMatchObject({ count: 0, list: [] });
    expect(refusalOf(await page("limit=many"))).toEqual({ status: 400, code: 400 });
    expect(refusalOf(await page("offset=-1"))).toEqual({ status: 400, code: 400 });
  });

  test("the last write wins: no ETag is given, and none is asked for", async () => {
    const read = await harness.publisher("GET", `/apis/${books}`);
    expect(read.headers.get("etag")).toBeNull();
    const url = `${harness.choreo.urls.publisher}/apis/${books}${flavour === "choreo" ? `?organizationId=${seed.organizationId}` : ""}`;
    const written = await fetch(url, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${await harness.choreo.mintToken()}`,
        "content-type": "application/json",
        "if-match": '"of yesterday"',
      },
      body: JSON.stringify(read.body),
    });
    expect({ status: written.status, etag: written.headers.get("etag") }).toEqual({
      status: 200,
      etag: null,
    });
  });
});
