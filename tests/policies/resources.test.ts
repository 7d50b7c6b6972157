import { describe, expect, test } from "@jest/globals";
import { types } from "../../policies/resourceTypes.ts";
import { httpsRedirects } from "../../policies/rules/httpsRedirects.ts";
import { noWildcardRedirects } from "../../policies/rules/noWildcardRedirects.ts";
import { owned } from "../../policies/rules/owned.ts";
import { resource, violations } from "./run.ts";

const web = (...redirectUris: string[]) =>
  resource(types.application, "storefront", { web: { redirectUris } });

describe("https-redirects", () => {
  test("passes https and loopback", async () => {
    const good = web(
      "https://shop.example/cb",
      "http://localhost:9000/",
      "http://127.0.0.1/",
      "http://[::1]:80/",
    );
    expect(await violations(httpsRedirects, [good])).toEqual([]);
  });

  test.each([
    ["http://shop.example/cb", "uses http: use https"],
    ["http://localhost.evil.example/", "uses http: use https"],
    ["myapp://callback", "uses myapp: use https"],
    ["shop.example/cb", "is no absolute URI"],
  ])("fails %s", async (uri, problem) => {
    expect(await violations(httpsRedirects, [web(uri)])).toEqual([`The redirect URI ${uri} ${problem}.`]);
  });

  test("fails in every place where one can stand", async () => {
    const uri = ["http://a.example/"];
    const all = [
      resource(types.application, "a", {
        web: { redirectUris: uri },
        singlePageApplication: { redirectUris: uri },
        publicClient: { redirectUris: uri },
      }),
      resource(types.redirectUris, "b", { redirectUris: uri }),
    ];
    expect(await violations(httpsRedirects, all)).toHaveLength(4);
  });

  test("fails loopback where it is not allowed", async () => {
    const config = { allowLoopback: false };
    expect(await violations(httpsRedirects, [web("http://localhost/")], { config })).toHaveLength(1);
    expect(await violations(httpsRedirects, [web("https://localhost/")], { config })).toEqual([]);
  });
});

describe("no-wildcard-redirects", () => {
  test("passes exact ones", async () => {
    expect(await violations(noWildcardRedirects, [web("https://shop.example/cb?x=1")])).toEqual([]);
  });

  test.each(["https://*.shop.example/", "https://shop.example/*", "https://shop.example/%2A"])(
    "fails %s",
    async (uri) => {
      expect(await violations(noWildcardRedirects, [web(uri)])).toHaveLength(1);
    },
  );
});

describe("owned", () => {
  const app = (...owners: string[]) => resource(types.application, "books", { owners });

  test("passes an application with an owner, and what is no application", async () => {
    expect(await violations(owned, [app("id-1"), resource(types.servicePrincipal, "books", {})])).toEqual([]);
  });

  test("fails one without", async () => {
    const none = resource(types.application, "books", {});
    for (const bad of [app(), none])
      expect(await violations(owned, [bad])).toEqual([
        expect.stringContaining("books has 0 owners and needs 1"),
      ]);
  });

  test("counts different owners against the minimum that is set", async () => {
    const config = { minimum: 2 };
    expect(await violations(owned, [app("id-1", "id-1")], { config })).toEqual([
      expect.stringContaining("books has 1 owner and needs 2"),
    ]);
    expect(await violations(owned, [app("id-1", "id-2")], { config })).toEqual([]);
  });
});
