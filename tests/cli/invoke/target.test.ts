import { describe, expect, test } from "@jest/globals";
import { resolveTarget, type TargetRequest } from "../../../cli/invoke/target.ts";
import { guideOutputs } from "../outputs.ts";

const resolve = (request: Partial<TargetRequest> = {}, outputs = guideOutputs()) =>
  resolveTarget(outputs, { client: "storefront", api: "books", operation: "GET /books", ...request });
const prefix = "api://580b40b7-5513-4714-a4e0-8d4e784f7dc6/urn:taylordean:books:";

describe("what to call", () => {
  test("is the operation at the gateway, with all permissions of the client", () => {
    const target = resolve({ operation: "post  /books" });
    expect(target.verb).toBe("POST");
    expect(target.url.href).toBe("https://localhost:8243/books/1.0.0/books");
    expect(target.scopes).toEqual([`${prefix}books_add`, `${prefix}books_read`]);
    expect(target.opensWith).toEqual(["books_add"]);
  });

  test.each(["books_read", "urn:taylordean:books:books_read", `${prefix}books_read`])(
    "asks for one permission, named %s",
    (scope) => expect(resolve({ scopes: [scope] }).scopes).toEqual([`${prefix}books_read`]),
  );

  test("keeps openid as it is", () =>
    expect(resolve({ scopes: ["openid", "books_read"] }).scopes).toEqual(["openid", `${prefix}books_read`]));

  test("asks for a scope that is no permission in Choreo by its value, which opens no operation", () => {
    const outputs = guideOutputs();
    const value = "access_as_user";
    Object.assign(outputs.apis.books.scopes, {
      [value]: { fullyQualifiedName: value, scopeId: "", consent: "users", enabled: true, inChoreo: false },
    });
    outputs.connections.storefront.apis.books?.permissions.push(value);
    const whole = "api://580b40b7-5513-4714-a4e0-8d4e784f7dc6/access_as_user";
    expect(resolve({}, outputs).scopes).toContain(whole);
    for (const scope of [value, whole])
      expect(resolve({ scopes: [scope] }, outputs)).toMatchObject({
        scopes: [whole],
        asked: [value],
        opensWith: ["books_read"],
      });
  });

  test("asks for .default where the names would make the address too long for Entra", () => {
    const outputs = guideOutputs();
    const names = Array.from({ length: 30 }, (_, index) => `books_do_${index}`);
    for (const name of names)
      outputs.apis.books.scopes[name] = {
        ...outputs.apis.books.scopes.books_read,
        fullyQualifiedName: `urn:taylordean:books:${name}`,
      } as never;
    outputs.connections.storefront.apis.books = {
      ...outputs.connections.storefront.apis.books,
      permissions: names,
    } as never;
    expect(resolve({}, outputs)).toMatchObject({
      scopes: ["api://580b40b7-5513-4714-a4e0-8d4e784f7dc6/.default"],
      asked: names,
    });
    expect(resolve({ scopes: ["openid", ...names] }, outputs).scopes).toEqual([
      "openid",
      "api://580b40b7-5513-4714-a4e0-8d4e784f7dc6/.default",
    ]);
    expect(resolve({ scopes: ["openid", ...names.slice(0, 10)] }, outputs).scopes).toHaveLength(11);
  });

  test("fills path parameters and adds the query", () => {
    const target = resolve({
      operation: "GET /books/{id}",
      pathParams: { id: "a/b" },
      query: [
        ["tag", "x y"],
        ["tag", "z"],
      ],
    });
    expect(target.url.href).toBe("https://localhost:8243/books/1.0.0/books/a%2Fb?tag=x+y&tag=z");
  });

  test("may be an operation that Choreo has and the settings do not list", () => {
    const outputs = guideOutputs();
    const operations = { "GET /shelves/{id}": { permissions: ["books_read"], unlisted: true } };
    outputs.access = { apis: { books: { operations } }, clients: {} } as never;
    expect(resolve({ operation: "GET /shelves/{id}", pathParams: { id: "7" } }, outputs)).toMatchObject({
      verb: "GET",
      opensWith: ["books_read"],
    });
    delete outputs.access;
    expect(() => resolve({ operation: "GET /shelves/{id}" }, outputs)).toThrow("has no operation");
  });

  test("takes --url where Choreo shows none", () => {
    const outputs = guideOutputs();
    outputs.apis.books.invokeUrls = {};
    expect(resolve({ url: "https://gw.example/books/" }, outputs).url.href).toBe(
      "https://gw.example/books/books",
    );
  });
});

describe("what is not there", () => {
  test.each<[string, Partial<TargetRequest>, string, unknown]>([
    ["client", { client: "storfront" }, 'The stack has no client "storfront".', 'Did you mean "storefront"?'],
    ["client", { client: "zzzzzzz" }, 'The stack has no client "zzzzzzz".', 'Known: "storefront".'],
    ["API", { api: "book" }, 'The stack has no API "book".', 'Did you mean "books"?'],
    [
      "operation",
      { operation: "PUT /books" },
      'The API "books" has no operation "PUT /books".',
      'Did you mean "GET /books" or "POST /books"?',
    ],
    [
      "operation, where it is a call of one,",
      { operation: "get /books/42" },
      'The API "books" has no operation "GET /books/42": it is a call of "GET /books/{id}".',
      'Write --operation "GET /books/{id}" --path-param id=42.',
    ],
    [
      "operation, where a part of it is empty,",
      { operation: "GET /books/" },
      'The API "books" has no operation "GET /books/".',
      expect.stringContaining("Did you mean"),
    ],
    [
      "permission of the API",
      { scopes: ["openid", "offline_access"] },
      'openid, offline_access name no permission of the API "books": the token would be for Microsoft Graph, not for the API.',
      "Name a permission as well (books_add, books_read), or leave --scope out.",
    ],
    [
      "permission",
      { scopes: ["books_red"] },
      'The API "books" has no permission "books_red".',
      'Did you mean "books_read" or "books_add"?',
    ],
    [
      "environment",
      { environment: "Defalt" },
      'The API "books" has no gateway environment "Defalt".',
      'Did you mean "Default"?',
    ],
    [
      "path parameter",
      { operation: "GET /books/{id}", pathParams: { id: "1", idd: "2" } },
      'GET /books/{id} has no path parameter "idd".',
      'Did you mean "id"?',
    ],
    [
      "value of a path parameter",
      { operation: "GET /books/{id}" },
      "GET /books/{id} needs a value for {id}.",
      "Give it with --path-param id=….",
    ],
    ["URL", { url: "gw.example" }, '"gw.example" is not a URL.', "Give the API's base URL, https://…."],
  ])("names the %s that is missing", (_, request, message, advice) => {
    expect(() => resolve(request)).toThrow(expect.objectContaining({ message, advice, exitCode: 2 }));
  });

  test("an API that the client does not use", () => {
    const outputs = guideOutputs();
    Object.assign(outputs.apis, { orders: outputs.apis.books });
    expect(() => resolve({ api: "orders" }, outputs)).toThrow(
      expect.objectContaining({ message: 'The client "storefront" has no API "orders".', exitCode: 2 }),
    );
  });

  test("a URL anywhere", () => {
    const outputs = guideOutputs();
    outputs.apis.books.invokeUrls = {};
    expect(() => resolve({}, outputs)).toThrow('Choreo shows no URL for the API "books".');
  });
});
