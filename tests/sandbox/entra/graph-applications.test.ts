import { describe, expect, it } from "@jest/globals";
import { makeApi, refusedBy, scope, seed, useTenant } from "./support.ts";

const tenant = useTenant();
const refused = refusedBy(tenant);
const BAD = "Request_BadRequest";
const ID = "55555555-5555-4555-8555-555555555555";
const withScopes = (...list: unknown[]) => ({ displayName: "x", api: { oauth2PermissionScopes: list } });
const withUris = (...redirectUris: string[]) => ({ displayName: "x", web: { redirectUris } });

describe("scopes and roles", () => {
  it.each([
    ["a space", "books add"],
    ["an accent", "books_é"],
    ["a leading dot", ".books"],
    ["121 characters", "x".repeat(121)],
  ])("a value with %s is refused", (_, value) =>
    refused("POST", "/applications", withScopes(scope(value, ID)), 400, BAD, "api.oauth2PermissionScopes"),
  );

  it("a value with colons and 120 characters is taken", async () => {
    const longest = "urn:taylordean:books:".padEnd(120, "x");
    expect((await tenant.graph("POST", "/applications", withScopes(scope(longest, ID)))).status).toBe(201);
  });

  it.each([
    ["an id that is no GUID", scope("a", "1"), "Edm.Guid"],
    ["an unknown type", scope("a", ID, { type: "Everybody" }), "Invalid value specified for property 'type'"],
  ])("a scope with %s is refused", (_, wrong, text) =>
    refused("POST", "/applications", withScopes(wrong), 400, BAD, text),
  );

  it("ids and values are unique among scopes and roles of an application", async () => {
    const other = ID.replace("5", "6");
    const role = { id: other, value: "a", displayName: "A", isEnabled: true, allowedMemberTypes: ["User"] };
    for (const body of [
      withScopes(scope("a", ID), scope("b", ID)),
      withScopes(scope("a", ID), scope("a", other)),
      { ...withScopes(scope("a", ID)), appRoles: [role] },
    ])
      await refused("POST", "/applications", body, 400, "DuplicateValue", "duplicate values");
  });

  it("an enabled scope or role can neither be removed nor changed, only disabled; then both", async () => {
    const role = {
      id: ID,
      value: "librarian",
      displayName: "Librarian",
      isEnabled: true,
      allowedMemberTypes: ["User"],
    };
    const { id } = await makeApi(tenant, { roles: [role] });
    const path = `/applications/${id}`;
    const [first, second] = (await tenant.done("GET", path)).api.oauth2PermissionScopes;
    const patch = (...list: unknown[]) => ({ api: { oauth2PermissionScopes: list } });
    const code = "CannotDeleteOrUpdateEnabledEntitlement";
    const text = "Permission (scope or role) cannot be deleted or updated unless disabled first.";
    for (const body of [
      patch(first),
      patch(first, { ...second, value: "renamed" }),
      patch(first, { ...second, isEnabled: false, value: "renamed" }),
      { appRoles: [] },
      { appRoles: [{ ...role, value: "clerk" }] },
    ])
      await refused("PATCH", path, body, 400, code, text);
    await tenant.done("PATCH", path, patch(first, { ...second, isEnabled: false }));
    await tenant.done("PATCH", path, patch(first, { ...second, value: "renamed" }));
    await tenant.done("PATCH", path, { appRoles: [{ ...role, isEnabled: false }] });
    await tenant.done("PATCH", path, { appRoles: [] });
    expect((await tenant.done("GET", path)).api.oauth2PermissionScopes[1].value).toBe("renamed");
  });
});

describe("identifier URIs", () => {
  const uris = (id: string, ...identifierUris: string[]) =>
    ["PATCH", `/applications/${id}`, { identifierUris }] as const;

  it("are unique in the tenant", async () => {
    const taken = `https://${seed.domain}/books`;
    const [first, second] = [await makeApi(tenant), await makeApi(tenant)];
    await tenant.done(...uris(first.id, taken));
    await refused(
      ...uris(second.id, taken),
      400,
      BAD,
      "Another object with the same value for property identifierUris already exists.",
    );
    await tenant.done("DELETE", `/applications/${first.id}`);
    await tenant.done(...uris(second.id, taken));
  });

  it("of an application with v1 tokens need its own id, the tenant's id or a verified domain", async () => {
    const { id, appId } = await makeApi(tenant, { version: 1 });
    for (const good of [
      `api://${appId}`,
      `api://${seed.tenantId}/x`,
      `api://x/${appId}`,
      `https://${seed.domain}/x`,
      `https://api.${seed.domain}`,
    ])
      await tenant.done(...uris(id, good));
    await refused(...uris(id, "api://books"), 400, BAD, "Failed to add identifier URI api://books.");
    await refused(
      ...uris(id, "https://elsewhere.example/x"),
      400,
      "HostNameNotOnVerifiedDomain",
      "must use a verified domain",
    );
  });

  it("of any application may not hold the GUID of another, a wildcard, or end with a slash", async () => {
    const { id, uri } = await makeApi(tenant);
    await refused(...uris(id, `api://${ID}`), 400, BAD, "Failed to add identifier URI");
    for (const wrong of [`${uri}/`, "https://*.example/x", "no uri", ""])
      await refused(...uris(id, wrong), 400, BAD, "identifierUris");
    await tenant.done(...uris(id, "api://books"));
  });
});

describe("redirect URIs", () => {
  it.each([
    ["http elsewhere than on localhost", "http://shop.example/cb"],
    ["a fragment", "https://shop.example/#x"],
    ["a character Entra doesn't take", "https://shop.example/a;b"],
    ["257 characters", `https://shop.example/${"x".repeat(236)}`],
    ["no scheme", "shop.example/cb"],
  ])("with %s are refused", (_, uri) =>
    refused("POST", "/applications", withUris(uri), 400, BAD, "redirect URI"),
  );

  it("may be https anywhere and http on localhost, 256 of them, each once", async () => {
    const many = Array.from({ length: 256 }, (_, n) => `https://shop.example/${n}`);
    await tenant.done("POST", "/applications", withUris(...many));
    await tenant.done("POST", "/applications", withUris("https://localhost:9000", "http://127.0.0.1/cb"));
    await refused("POST", "/applications", withUris(...many, "https://shop.example/x"), 400, BAD, "256");
    await refused(
      "POST",
      "/applications",
      withUris("https://a/b", "https://a/b"),
      400,
      "DuplicateValue",
      "duplicate",
    );
  });
});
