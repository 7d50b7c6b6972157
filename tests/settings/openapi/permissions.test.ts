import { describe, expect, test } from "@jest/globals";
import { documented, schemes } from "./world.ts";

describe("permissions", () => {
  test("every declared scope with its description, identity scopes left out", async () => {
    const entra = {
      type: "oauth2",
      flows: {
        implicit: { scopes: { openid: "Who you are", read: "Read things" } },
        clientCredentials: { scopes: { write: " ", "x-note": "no scope" } },
        "x-flow": { scopes: { hidden: "no flow" } },
      },
    };
    const components = { securitySchemes: { entra, "x-scheme": "no scheme" } };
    const paths = { "/things": { get: { security: [{ entra: ["read"] }] } } };
    const { permissions } = (await documented({ components, paths }).api()) ?? {};
    expect(Object.entries(permissions ?? {}).map(([name, { description }]) => [name, description])).toEqual([
      ["read", "Read things"],
      ["write", "write"],
    ]);
  });

  test("where no scheme can declare scopes, those that operations name", async () => {
    const components = { securitySchemes: { bearer: schemes.bearer, discovery: schemes.discovery } };
    const paths = {
      "/a": { get: { security: [{ bearer: ["a_read"] }] }, post: { security: [{ discovery: ["a_add"] }] } },
    };
    const api = documented({ components, paths });
    expect(await api.permissions()).toEqual(["a_read", "a_add"]);
    expect(await api.operations()).toEqual({ "GET /a": ["a_read"], "POST /a": ["a_add"] });
  });

  test("the settings add what a document cannot say", async () => {
    const paths = { "/a": { get: {} } };
    const own = { consent: "users", permissions: { write: { consent: "admins", enabled: false } } };
    const { permissions } = (await documented({ paths }, own).api()) ?? {};
    expect(permissions?.write).toMatchObject({
      description: "Write things",
      consent: "admins",
      enabled: false,
    });
    expect(permissions?.read).toMatchObject({ consent: "users", enabled: true });
    expect(await documented({ paths }, { permissions: { wrote: {} } }).problems()).toEqual([
      expect.stringContaining(
        'apis.books.permissions.wrote: is no scope of things.json. Did you mean "write"?',
      ),
    ]);
  });

  const declaring = (scopes: Record<string, string>) =>
    documented({
      components: { securitySchemes: { o: { type: "oauth2", flows: { implicit: { scopes } } } } },
      paths: { "/a": { get: {} } },
    });

  test("a description of several lines becomes one of at most 512 characters", async () => {
    const api = await declaring({ read: `Read\n\n  things ${"x".repeat(600)}` }).api();
    const description = api?.permissions.read?.description ?? "";
    expect(description).toMatch(/^Read things x+\.\.\.$/);
    expect(description).toHaveLength(512);
  });

  test("a scope whose value Entra refuses", async () => {
    expect(await declaring({ "read all": "" }).problems()).toEqual([
      expect.stringContaining('apis.books.openapi: permission "read all" contains " "'),
    ]);
  });
});
