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

  test("takes --url where Choreo shows none", () => {
    const outputs = guideOutputs();
    outputs.apis.books.invokeUrls = {};
    expect(resolve({ url: "https://gw.example/books/" }, outputs).url.href).toBe(
      "https://gw.example/books/books",
    );
  });
});

describe("what is not there", () => {
  test.each<[string, Partial<TargetRequest>, string, string]>([
    ["client", { client: "storfront" }, 'The stack has no client "storfront".', 'Did you mean "storefront"?'],
    ["client", { client: "zzzzzzz" }, 'The stack has no client "zzzzzzz".', 'Known: "storefront".'],
    ["API", { api: "book" }, 'The stack has no API "book".', 'Did you mean "books"?'],
    [
      "operation",
      { operation: "PUT /books" },
      'The API "books" has no operation "PUT /books".',
      'Did you mean "POST /books" or "GET /books"?',
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
