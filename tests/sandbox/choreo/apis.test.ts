import { describe, expect, test } from "@jest/globals";
import { books, harnessFor, orders, refusalOf, startHarness } from "./harness.ts";

for (const flavour of ["choreo", "apim"] as const) {
  describe(flavour, () => {
    const harness = harnessFor({ flavour });
    const get = async (id = books) => (await harness.publisher("GET", `/apis/${id}`)).body;

    test("putting back what was got changes nothing", async () => {
      const before = harness.choreo.state();
      expect(await harness.publisher("PUT", `/apis/${books}`, await get())).toMatchObject({ status: 200 });
      expect(harness.choreo.state()).toEqual(before);
    });

    test("a PUT replaces: every property that is left out is lost, and the state shows it", async () => {
      const api = await get();
      // What the server takes from the stored API whatever the body says, or what counts for nothing in this API.
      const kept = new Set([
        "id",
        "name",
        "context",
        "version",
        "provider",
        "lifeCycleStatus",
        "workflowStatus",
      ]);
      const lost = [
        "description",
        "transport",
        "tags",
        "policies",
        "businessInformation",
        "corsConfiguration",
        "maxTps",
        "endpointConfig",
      ];
      const before = JSON.stringify(harness.choreo.state());
      for (const property of Object.keys(api).filter((name) => !kept.has(name) && lost.includes(name))) {
        const { [property]: _, ...rest } = api;
        expect(await harness.publisher("PUT", `/apis/${books}`, rest)).toMatchObject({ status: 200 });
        expect(JSON.stringify(harness.choreo.state())).not.toBe(before);
        await harness.publisher("PUT", `/apis/${books}`, api);
        expect(JSON.stringify(harness.choreo.state())).toBe(before);
      }
      expect(lost.filter((name) => !(name in api))).toEqual([]);
    });

    test("state, version, context and provider come from the stored API", async () => {
      const changed = {
        ...(await get()),
        version: "9",
        context: "/x",
        provider: "eve",
        lifeCycleStatus: "PUBLISHED",
      };
      expect((await harness.publisher("PUT", `/apis/${books}`, changed)).body).toMatchObject({
        version: "1.0.0",
        context: "/books",
        lifeCycleStatus: "CREATED",
        provider: (await get(orders)).provider,
      });
    });

    test("search: modifiers, substrings, pages", async () => {
      for (let i = 0; i < 30; i++) harness.choreo.createApi({ name: `bulk${i}`, operations: ["GET /x"] });
      const find = async (query: string) => (await harness.publisher("GET", `/apis?${query}`)).body;
      expect(await find("query=name:books")).toMatchObject({
        count: 1,
        list: [{ id: books, name: "books" }],
      });
      expect(await find("query=name:boo%20version:1.0.0")).toMatchObject({ count: 1 });
      expect(await find('query=name:"boo"')).toMatchObject({ count: 0 });
      expect(await find("query=name:books%20version:2")).toMatchObject({ count: 0, list: [] });
      expect(await find("")).toMatchObject({
        count: 25,
        pagination: { offset: 0, limit: 25, total: 32, next: "/apis?limit=25&offset=25", previous: "" },
      });
      expect(await find("offset=25")).toMatchObject({
        count: 7,
        pagination: { next: "", previous: "/apis?limit=25&offset=0" },
      });
      expect(await find("offset=99")).toMatchObject({ count: 0, list: [] });
      expect(await find("limit=x")).toMatchObject({ code: 400 });
    });

    test("bodies: unknown property, wrong value, missing, malformed, empty, other type", async () => {
      const api = await get();
      const put = async (body: string, type?: string) => {
        const token = await harness.choreo.mintToken();
        const url = `${harness.choreo.urls.publisher}/apis/${books}?organizationId=0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04`;
        const reply = await harness.raw("PUT", url, { token, body, ...(type ? { type } : {}) });
        return { status: reply.status, description: reply.body.description, error: reply.body.error };
      };
      const bad = { status: 400 };
      expect(await put(JSON.stringify({ ...api, colour: "red" }))).toMatchObject({
        ...bad,
        description: "Unrecognized property 'colour'",
      });
      const scope = { scope: { name: "a", bindings: [], color: 1 } };
      expect(await put(JSON.stringify({ ...api, scopes: [scope] }))).toMatchObject({
        ...bad,
        description: "Unrecognized property 'color'",
      });
      const disallowed = {
        ...bad,
        description: "One or more request body parameters contain disallowed values.",
      };
      expect(await put(JSON.stringify({ ...api, visibility: "SECRET" }))).toMatchObject(disallowed);
      expect(await put(JSON.stringify({ ...api, operations: "all" }))).toMatchObject(disallowed);
      expect(await put(JSON.stringify({ ...api, name: undefined }))).toMatchObject({
        ...bad,
        error: [{ message: expect.stringContaining("name") }],
      });
      expect(await put("{")).toMatchObject({ ...bad, description: "Malformed request body." });
      expect(await put(" ")).toMatchObject({ ...bad, description: "Request payload cannot be empty." });
      expect(await put("a", "text/plain")).toMatchObject({ status: 415 });
    });

    test("refusals of an update", async () => {
      const api = await get();
      const put = async (change: object) =>
        refusalOf(await harness.publisher("PUT", `/apis/${books}`, { ...api, ...change }));
      expect(await put({ operations: [] })).toEqual({ status: 404, code: 900763 });
      expect(await put({ policies: ["Platinum"] })).toEqual({ status: 400, code: 900305 });
      expect(await put({ additionalProperties: [{ name: "a b", value: "1", display: false }] })).toEqual({
        status: 400,
        code: 900346,
      });
      const long = { name: "claims", value: "x".repeat(901), display: false };
      expect(await put({ additionalProperties: [long] })).toEqual({ status: 400, code: 900346 });
      expect(refusalOf(await harness.publisher("PUT", "/apis/unknown", api))).toEqual({
        status: 404,
        code: 900308,
      });
      expect(refusalOf(await harness.publisher("GET", "/apis/unknown"))).toEqual({
        status: 404,
        code: 900308,
      });

      await harness.publisher("POST", `/apis/change-lifecycle?apiId=${books}&action=Publish`);
      expect(await put({ policies: [] })).toEqual({ status: 400, code: 900304 });
      harness.useToken(await harness.choreo.mintToken({ scopes: ["apim:api_create"] }));
      expect(await put({})).toEqual({ status: 403, code: 900380 });
      harness.useToken(await harness.choreo.mintToken());
    });

    test("a property leaves only when list and map both leave it out", async () => {
      const api = await get();
      const claim = { name: "claim", value: "x", display: false };
      await harness.publisher("PUT", `/apis/${books}`, {
        ...api,
        additionalProperties: [...api.additionalProperties, claim],
      });
      const withClaim = await get();
      expect(withClaim.additionalPropertiesMap).toMatchObject({ claim });
      await harness.publisher("PUT", `/apis/${books}`, {
        ...withClaim,
        additionalProperties: api.additionalProperties,
      });
      expect((await get()).additionalPropertiesMap).toHaveProperty("claim");
      await harness.publisher("PUT", `/apis/${books}`, {
        ...withClaim,
        additionalProperties: api.additionalProperties,
        additionalPropertiesMap: api.additionalPropertiesMap,
      });
      expect((await get()).additionalPropertiesMap).not.toHaveProperty("claim");
    });

    test("the map wins over the list", async () => {
      const api = await get();
      const { body } = await harness.publisher("PUT", `/apis/${books}`, {
        ...api,
        additionalProperties: [{ name: "claim", value: "list", display: false }],
        additionalPropertiesMap: { claim: { name: "claim", value: "map", display: false } },
      });
      expect(body.additionalProperties).toEqual([{ name: "claim", value: "map", display: false }]);
    });

    test("create, then delete; name and context are taken once", async () => {
      const { id: _, ...api } = await get();
      const fresh = { ...api, name: "shelves", context: "/shelves", scopes: [] };
      const created = await harness.publisher("POST", "/apis", fresh);
      expect(created).toMatchObject({ status: 201, body: { name: "shelves", lifeCycleStatus: "CREATED" } });
      expect(created.headers.get("location")).toBe(`/apis/${created.body.id}`);
      expect(refusalOf(await harness.publisher("POST", "/apis", fresh))).toEqual({
        status: 409,
        code: 900250,
      });
      expect(refusalOf(await harness.publisher("POST", "/apis", { ...fresh, name: "other" }))).toEqual({
        status: 409,
        code: 900251,
      });
      expect(await harness.publisher("DELETE", `/apis/${created.body.id}`)).toMatchObject({ status: 200 });
      expect(await harness.publisher("GET", `/apis/${created.body.id}`)).toMatchObject({ status: 404 });
    });

    test("the quota answers 429 with nothing in it", async () => {
      harness.choreo.setSwitches({ apiQuota: 2 });
      const { id: _, ...api } = await get();
      const reply = await harness.publisher("POST", "/apis", { ...api, name: "third", context: "/third" });
      expect(reply).toMatchObject({ status: 429, body: "" });
    });

    test("the settings name the environments, the OpenAPI document the scopes", async () => {
      expect((await harness.publisher("GET", "/settings")).body.environment).toMatchObject([
        { name: "Default", vhosts: [{ host: "localhost" }] },
        { name: "Staging" },
      ]);
      const id = harness.choreo.createApi({
        name: "a",
        operations: ["GET /x"],
        scopes: { read: ["GET /x"] },
      });
      const { body } = await harness.publisher("GET", `/apis/${id}/swagger`);
      const [scope] = body.paths["/x"].get.security[0].default;
      expect(scope).toBe(flavour === "choreo" ? "read" : "urn:taylordean:a:read");
      expect(await harness.publisher("GET", "/throttling-policies/subscription")).toMatchObject({
        status: 200,
      });
      expect(await harness.publisher("GET", "/key-managers")).toMatchObject({
        status: 200,
        body: { count: 4 },
      });
    });
  });
}

test("names: Choreo lets them change, API Manager keeps them", async () => {
  for (const [flavour, expected] of [
    ["choreo", "renamed"],
    ["apim", "books"],
  ] as const) {
    const harness = await startHarness({ flavour });
    const { body } = await harness.publisher("GET", `/apis/${books}`);
    const renamed = await harness.publisher("PUT", `/apis/${books}`, { ...body, name: "renamed" });
    expect(renamed.body.name).toBe(expected);
    if (flavour === "choreo") {
      const taken = await harness.publisher("PUT", `/apis/${books}`, { ...body, name: "orders" });
      expect(refusalOf(taken)).toEqual({ status: 409, code: 900250 });
    }
    expect(await harness.close()).toEqual([]);
  }
});
