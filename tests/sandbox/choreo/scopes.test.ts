import { describe, expect, test } from "@jest/globals";
import { books, harnessFor, orders, refusalOf } from "./harness.ts";

const local = (name: string, more: object = {}) => ({
  scope: { name, displayName: name, description: "", bindings: [], ...more },
  shared: false,
});

describe("Choreo: bare names and the prefix", () => {
  const harness = harnessFor();
  const get = async (id = books) => (await harness.publisher("GET", `/apis/${id}`)).body;
  const put = (body: object, id = books) => harness.publisher("PUT", `/apis/${id}`, body);
  // biome-ignore lint/suspicious/noExplicitAny: an API object of the server
  const attach = (api: any, names: string[]) => ({
    ...api,
    operations: api.operations.map((one: object, i: number) => (i === 1 ? { ...one, scopes: names } : one)),
  });

  test("names are bare in REST and fully qualified for the gateway and the Developer Portal", async () => {
    const api = await get();
    const { body } = await put({ ...attach(api, ["books_add"]), scopes: [local("books_add")] });
    expect(body.scopePrefix).toBe("urn:taylordean:books:");
    expect(body.scopes[0].scope.name).toBe("books_add");
    expect(body.operations[1].scopes).toEqual(["books_add"]);
    await harness.publisher("POST", `/apis/change-lifecycle?apiId=${books}&action=Publish`);
    const portal = await harness.devportal("GET", `/apis/${books}`);
    expect(portal.body.scopes).toMatchObject([{ key: "urn:taylordean:books:books_add" }]);
  });

  test("a fully qualified name is taken as it is", async () => {
    const fqn = "urn:taylordean:books:books_add";
    const { body } = await put({ ...attach(await get(), [fqn]), scopes: [local(fqn)] });
    expect(body.scopes[0].scope.name).toBe("books_add");
    expect(body.operations[1].scopes).toEqual(["books_add"]);
  });

  test("a PUT without scopePrefix erases it, and the scopes lose it", async () => {
    const api = await get();
    await put({ ...attach(api, ["books_add"]), scopes: [local("books_add")] });
    const { scopePrefix: _, ...without } = await get();
    expect((await put(without)).body.scopePrefix).toBeNull();
    await harness.publisher("POST", `/apis/change-lifecycle?apiId=${books}&action=Publish`);
    const portal = await harness.devportal("GET", `/apis/${books}`);
    expect(portal.body.scopes).toMatchObject([{ key: "books_add" }]);
  });

  test("an operation's scope that is not among the API's is dropped without a word; case does not matter", async () => {
    const { status, body } = await put({
      ...attach(await get(), ["Books_Add", "unheard_of"]),
      scopes: [local("books_add"), local("spare")],
    });
    expect(status).toBe(200);
    expect(body.operations[1].scopes).toEqual(["books_add"]);
    expect(body.scopes.map((one: { scope: { name: string } }) => one.scope.name)).toEqual([
      "books_add",
      "spare",
    ]);
  });

  test("displayName is the bare name and description is empty unless given", async () => {
    const { body } = await put({
      ...(await get()),
      scopes: [local("books_add", { displayName: null, description: null })],
    });
    expect(body.scopes[0].scope).toMatchObject({ displayName: "books_add", description: "" });
  });

  test("refusals: bindings null, unknown role, a scope of another API", async () => {
    const api = await get();
    const nul = await put({ ...api, scopes: [local("a", { bindings: null })] });
    expect(refusalOf(nul)).toEqual({ status: 500, code: 500 });
    const role = await put({ ...api, scopes: [local("a", { bindings: ["nobody"] })] });
    expect(refusalOf(role)).toEqual({ status: 404, code: 903250 });
    await put({ ...api, scopes: [local("a")] });
    const other = { ...(await get(orders)), scopePrefix: "urn:taylordean:books:", scopes: [local("a")] };
    expect(refusalOf(await put(other, orders))).toEqual({ status: 400, code: 900988 });
  });

  test("versions of one API may share a scope", async () => {
    const make = (version: string) =>
      harness.choreo.createApi({ name: "shelves", version, context: `/${version}`, operations: ["GET /x"] });
    for (const id of [make("v1"), make("v2")]) {
      expect(await put({ ...(await get(id)), scopes: [local("read")] }, id)).toMatchObject({
        status: 200,
        body: { scopes: [{ scope: { name: "read" } }] },
      });
    }
  });

  test("operations have new ids after every update", async () => {
    const api = await get();
    const { body } = await put(api);
    expect(body.operations[0].id).not.toBe(api.operations[0].id);
    expect(body.operations[0]).toMatchObject({ verb: "GET", target: "/books" });
  });
});

describe("API Manager: names as they are", () => {
  const harness = harnessFor({ flavour: "apim", fresh: false });

  test("scopePrefix is an unrecognized property", async () => {
    const { body } = await harness.publisher("GET", `/apis/${books}`);
    expect(body).not.toHaveProperty("scopePrefix");
    const refused = await harness.publisher("PUT", `/apis/${books}`, { ...body, scopePrefix: "urn:x:" });
    expect(refused).toMatchObject({
      status: 400,
      body: { description: "Unrecognized property 'scopePrefix'" },
    });
  });

  test("a scope's name is the whole name", async () => {
    const { body } = await harness.publisher("GET", `/apis/${books}`);
    const name = "urn:taylordean:books:books_add";
    const { body: after } = await harness.publisher("PUT", `/apis/${books}`, {
      ...body,
      scopes: [local(name)],
    });
    expect(after.scopes[0].scope.name).toBe(name);
    const versions = await harness.publisher("PUT", `/apis/${orders}`, {
      ...(await harness.publisher("GET", `/apis/${orders}`)).body,
      scopes: [local(name)],
    });
    expect(refusalOf(versions)).toEqual({ status: 400, code: 900988 });
  });

  describe("shared scopes", () => {
    const scope = { name: "shared_read", displayName: "Read", description: "", bindings: [] };
    let id: string;

    test("POST needs name and displayName, and a free name", async () => {
      const post = (body: object) => harness.publisher("POST", "/scopes", body);
      expect(refusalOf(await post({ ...scope, name: undefined }))).toEqual({ status: 400, code: 900983 });
      expect(refusalOf(await post({ ...scope, displayName: "" }))).toEqual({ status: 400, code: 900987 });
      const created = await post(scope);
      id = created.body.id;
      expect(created).toMatchObject({ status: 201, body: { ...scope, usageCount: 0 } });
      expect(created.headers.get("location")).toBe(`/scopes/${id}`);
      expect(refusalOf(await post(scope))).toEqual({ status: 409, code: 900984 });
    });

    test("HEAD takes the encoded name", async () => {
      const encoded = (name: string) => Buffer.from(name).toString("base64url");
      expect(await harness.publisher("HEAD", `/scopes/${encoded("shared_read")}`)).toMatchObject({
        status: 200,
      });
      expect(await harness.publisher("HEAD", `/scopes/${encoded("other")}`)).toMatchObject({ status: 404 });
    });

    test("PUT keeps the name", async () => {
      const changed = { ...scope, name: "renamed", displayName: "Reading" };
      expect((await harness.publisher("PUT", `/scopes/${id}`, changed)).body).toMatchObject({
        name: "shared_read",
        displayName: "Reading",
      });
      expect(refusalOf(await harness.publisher("GET", "/scopes/unknown"))).toEqual({
        status: 404,
        code: 900981,
      });
      expect(await harness.publisher("GET", "/scopes")).toMatchObject({ status: 200, body: { count: 1 } });
    });

    test("an API attaches it by name, whatever else the body says; it goes when no operation or revision uses it", async () => {
      const { body: api } = await harness.publisher("GET", `/apis/${books}`);
      const { body: after } = await harness.publisher("PUT", `/apis/${books}`, {
        ...api,
        scopes: [local("shared_read", { displayName: "Mine", bindings: null })],
        operations: api.operations.map((one: object) => ({ ...one, scopes: ["shared_read"] })),
      });
      expect(after.scopes).toMatchObject([{ shared: true, scope: { displayName: "Reading" } }]);
      expect((await harness.publisher("GET", `/scopes/${id}/usage`)).body.usedApiList).toMatchObject([
        { name: "books" },
      ]);
      const revision = (await harness.publisher("POST", `/apis/${books}/revisions`, {})).body.id;
      await harness.publisher("PUT", `/apis/${books}`, api);
      const inUse = await harness.publisher("DELETE", `/scopes/${id}`);
      expect(refusalOf(inUse)).toEqual({ status: 409, code: 900985 });
      await harness.publisher("DELETE", `/apis/${books}/revisions/${revision}`);
      expect(await harness.publisher("DELETE", `/scopes/${id}`)).toMatchObject({ status: 200 });
    });
  });
});
