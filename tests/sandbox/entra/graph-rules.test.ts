import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ada, makeApi, makeClient, scope, seed, startTenant, type Tenant, ZEROS } from "./support.ts";

let tenant: Tenant;

beforeAll(async () => {
  tenant = await startTenant();
});

afterAll(() => tenant.stop());

beforeEach(async () => {
  tenant.entra.reset();
  await tenant.newDeployerToken();
});

/** A request that has to be refused with this status, code and text, in Graph's form, and change nothing. */
async function refused(
  method: string,
  path: string,
  body: unknown,
  status: number,
  code: string,
  text: string,
) {
  const before = JSON.stringify(tenant.entra.state());
  const answer = await tenant.graph(method, path, body);
  expect({ status: answer.status, ...answer.data }).toMatchObject({
    status,
    error: {
      code,
      message: expect.stringContaining(text),
      innerError: { date: expect.any(String), "request-id": expect.any(String) },
    },
  });
  expect(JSON.stringify(tenant.entra.state())).toBe(before);
}
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
    ["an id that is no GUID", scope("a", "1"), "not a GUID"],
    ["an unknown type", scope("a", ID, { type: "Everybody" }), "must be User or Admin"],
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

describe("service principals", () => {
  it("need an application and come once", async () => {
    await refused(
      "POST",
      "/servicePrincipals",
      { appId: ID },
      400,
      "NoBackingApplicationObject",
      `The appId '${ID}' of the service principal does not reference a valid application object.`,
    );
    const { appId } = await makeClient(tenant);
    await refused(
      "POST",
      "/servicePrincipals",
      { appId },
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      "already in use",
    );
  });

  it("mirror the application as it is now, and can't be told otherwise", async () => {
    const client = await makeClient(tenant);
    await tenant.done("PATCH", `/servicePrincipals/${client.principalId}`, {
      displayName: "other",
      replyUrls: [],
    });
    await tenant.done("PATCH", `/applications/${client.id}`, {
      displayName: "renamed",
      web: { redirectUris: ["https://new.example/cb"] },
    });
    expect(await tenant.done("GET", `/servicePrincipals/${client.principalId}`)).toMatchObject({
      displayName: "renamed",
      replyUrls: ["https://new.example/cb"],
    });
  });
});

describe("client secrets", () => {
  it("are told once and never again", async () => {
    const { id, secret } = await makeClient(tenant);
    for (const answer of [
      await tenant.done("GET", `/applications/${id}`),
      await tenant.done("GET", "/applications"),
      (await tenant.send("GET", "/_sandbox/state")).data,
      (await tenant.send("GET", "/_sandbox/requests")).data,
    ])
      expect(JSON.stringify(answer)).not.toContain(secret);
  });

  it("need an end after their start, within an organisation's longest life", async () => {
    const { id, keyId } = await makeClient(tenant);
    const path = `/applications/${id}/addPassword`;
    const ends = (endDateTime: string) => ({ passwordCredential: { endDateTime } });
    await refused("POST", path, ends("2020-01-01T00:00:00Z"), 400, BAD, "after its start");
    await refused("POST", path, ends("tomorrow"), 400, BAD, "Edm.DateTimeOffset");
    tenant.entra.setSwitches({ maxSecretDays: 180 });
    await refused(
      "POST",
      path,
      ends("2099-01-01T00:00:00Z"),
      400,
      "CredentialInvalidLifetimeAsPerAppPolicy",
      "lifetime",
    );
    await refused(
      "POST",
      `/applications/${id}/removePassword`,
      { keyId: ID },
      400,
      BAD,
      "No credentials found",
    );
    await tenant.done("POST", `/applications/${id}/removePassword`, { keyId });
  });
});

describe("assignments and grants", () => {
  it("an assignment needs principal and role, and comes once", async () => {
    const { principalId: resourceId } = await makeApi(tenant);
    const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    const assignment = { resourceId, principalId: ada.id, appRoleId: ZEROS };
    await refused("POST", path, { ...assignment, principalId: ID }, 400, BAD, "Not a valid reference update");
    await refused("POST", path, { ...assignment, appRoleId: ID }, 400, BAD, "was not found on application");
    await tenant.done("POST", path, assignment);
    await refused("POST", path, assignment, 400, BAD, "already exists");
    for (const mine of [`/users/${ada.id}/appRoleAssignments`, path])
      expect((await tenant.done("GET", mine)).value).toHaveLength(1);
  });

  it("default access isn't given where the application has roles for people", async () => {
    const role = {
      id: ID,
      value: "librarian",
      displayName: "Librarian",
      isEnabled: true,
      allowedMemberTypes: ["User"],
    };
    const { principalId: resourceId } = await makeApi(tenant, { roles: [role] });
    const path = `/servicePrincipals/${resourceId}/appRoleAssignedTo`;
    await refused(
      "POST",
      path,
      { resourceId, principalId: ada.id, appRoleId: ZEROS },
      400,
      BAD,
      "was not found",
    );
    await tenant.done("POST", path, { resourceId, principalId: ada.id, appRoleId: ID });
  });

  it("a grant needs both service principals, its user, and comes once", async () => {
    const { principalId: resourceId } = await makeApi(tenant);
    const { principalId: clientId } = await makeClient(tenant);
    const grant = { clientId, resourceId, consentType: "AllPrincipals", scope: "a" };
    await refused(
      "POST",
      "/oauth2PermissionGrants",
      { ...grant, clientId: ID },
      400,
      BAD,
      "does not exist or one of its queried reference-property objects are not present",
    );
    await refused(
      "POST",
      "/oauth2PermissionGrants",
      { ...grant, consentType: "Principal", principalId: ID },
      400,
      BAD,
      "not present",
    );
    await tenant.done("POST", "/oauth2PermissionGrants", grant);
    await refused(
      "POST",
      "/oauth2PermissionGrants",
      grant,
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      "Permission entry already exists",
    );
    await tenant.done("POST", "/oauth2PermissionGrants", {
      ...grant,
      consentType: "Principal",
      principalId: ada.id,
    });
    expect(
      (await tenant.done("GET", `/servicePrincipals/${clientId}/oauth2PermissionGrants`)).value,
    ).toHaveLength(2);
    await tenant.done("DELETE", `/users/${ada.id}`);
    expect((await tenant.done("GET", "/oauth2PermissionGrants")).value).toHaveLength(1);
  });

  it("a pre-authorised client and its scopes must exist", async () => {
    const api = await makeApi(tenant);
    const entry = (appId: string, id: string) => ({
      api: { preAuthorizedApplications: [{ appId, delegatedPermissionIds: [id] }] },
    });
    await refused("PATCH", `/applications/${api.id}`, entry(ID, ID), 400, BAD, "cannot be found");
    const { appId } = await makeClient(tenant);
    await refused("PATCH", `/applications/${api.id}`, entry(appId, ID), 400, BAD, "oauth2PermissionScopes");
  });
});

describe("users", () => {
  const user = (name: string) => ({
    accountEnabled: true,
    displayName: "X",
    mailNickname: "x",
    passwordProfile: { password: "x" },
    userPrincipalName: name,
  });

  it("have a user principal name of their own, in a verified domain", async () => {
    await refused(
      "POST",
      "/users",
      user("ADA@taylordean.example"),
      400,
      BAD,
      "userPrincipalName already exists",
    );
    await refused("POST", "/users", user("x@elsewhere.example"), 400, BAD, "verified domain");
    await refused("POST", "/users", user("x"), 400, BAD, "userPrincipalName is invalid");
    await refused(
      "POST",
      "/users",
      { ...user(`x@${seed.domain}`), passwordProfile: null },
      400,
      BAD,
      "password",
    );
    await refused(
      "POST",
      "/users",
      { ...user(`x@${seed.domain}`), mailNickname: null },
      400,
      BAD,
      "mailNickname",
    );
  });

  it("are found by id and by name", async () => {
    expect((await tenant.done("GET", `/users/${ada.userPrincipalName}`)).id).toBe(ada.id);
    await refused(
      "GET",
      "/users/nobody@taylordean.example",
      undefined,
      404,
      "Request_ResourceNotFound",
      "does not exist",
    );
  });
});

describe("owners and members", () => {
  it("are references to what exists, each once", async () => {
    const path = `/groups/${seed.groups.clerks.id}/members/$ref`;
    const reference = (id: string) => ({ "@odata.id": `${tenant.entra.url}/v1.0/directoryObjects/${id}` });
    await tenant.done("POST", path, reference(ada.id));
    await refused("POST", path, reference(ada.id), 400, BAD, "already exist");
    await refused("POST", path, reference(ID), 404, "Request_ResourceNotFound", ID);
    await refused("POST", path, {}, 400, BAD, "@odata.id");
    const { id } = await makeClient(tenant);
    await refused(
      "POST",
      `/applications/${id}/owners/$ref`,
      reference(seed.groups.clerks.id),
      400,
      BAD,
      "owners",
    );
    await refused(
      "DELETE",
      `/applications/${id}/owners/${ada.id}/$ref`,
      undefined,
      404,
      "Request_ResourceNotFound",
      ada.id,
    );
  });
});

describe("the recycle bin", () => {
  const bin = async () => (await tenant.send("GET", "/_sandbox/recycle-bin")).data;

  it("keeps applications and users, out of the state; they can be restored or deleted for good", async () => {
    const before = JSON.stringify(tenant.entra.state());
    const client = await makeClient(tenant);
    await tenant.done("DELETE", `/applications/${client.id}`);
    expect(JSON.stringify(tenant.entra.state())).toBe(before);
    expect(await bin()).toMatchObject([{ kind: "servicePrincipal" }, { kind: "application" }]);
    const list = await tenant.done("GET", "/directory/deletedItems/microsoft.graph.application");
    expect(list.value).toMatchObject([{ id: client.id, displayName: "storefront" }]);
    await refused(
      "POST",
      `/directory/deletedItems/${client.principalId}/restore`,
      {},
      400,
      BAD,
      "valid application",
    );
    await tenant.done("POST", `/directory/deletedItems/${client.id}/restore`, {});
    await tenant.done("POST", `/directory/deletedItems/${client.principalId}/restore`, {});
    expect((await tenant.done("GET", `/applications/${client.id}`)).passwordCredentials).toHaveLength(1);
    await tenant.done("DELETE", `/users/${ada.id}`);
    await tenant.done("DELETE", `/directory/deletedItems/${ada.id}`);
    expect(await bin()).toEqual([]);
    await refused(
      "POST",
      `/directory/deletedItems/${ada.id}/restore`,
      {},
      404,
      "Request_ResourceNotFound",
      ada.id,
    );
  });

  it("doesn't take security groups, which are gone at once", async () => {
    await tenant.done("DELETE", `/groups/${seed.groups.clerks.id}`);
    expect(await bin()).toEqual([]);
  });
});

describe("requests in general", () => {
  it("need a body of JSON, a known path and a filter in a known form", async () => {
    const answer = await tenant.send("POST", "/v1.0/applications", "{", {
      authorization: `Bearer ${await tenant.newDeployerToken()}`,
      "content-type": "application/json",
    });
    expect(answer.data.error.message).toContain("Unable to read JSON request payload");
    await refused(
      "GET",
      "/policies",
      undefined,
      400,
      "BadRequest",
      "Resource not found for the segment 'policies'",
    );
    await refused(
      "GET",
      "/users?$filter=contains(displayName,'a')",
      undefined,
      400,
      BAD,
      "Invalid filter clause",
    );
    await refused("GET", "/users?$top=0", undefined, 400, BAD, "page size");
  });

  it.each([
    ["displayName eq 'Ada Lovelace'", ["ada"]],
    ["displayName eq 'ada lovelace'", ["ada"]],
    ["startsWith(displayName,'Gra')", ["grace"]],
    ["userPrincipalName in ('ada@taylordean.example', 'eve@taylordean.example')", ["ada", "eve"]],
    ["accountEnabled eq true and displayName ne 'Ada Lovelace'", ["grace", "eve"]],
    ["displayName eq 'Ada and Grace'", []],
  ])("filter by %s", async (filter, names) => {
    const { value } = await tenant.done("GET", `/users?$filter=${encodeURIComponent(filter)}`);
    expect(value.map((user: { mailNickname: string }) => user.mailNickname)).toEqual(names);
  });

  it("lists come in pages that link to the next", async () => {
    tenant.entra.setSwitches({ pageSize: 2 });
    const first = await tenant.done("GET", "/users");
    expect(first.value).toHaveLength(2);
    const second = await tenant.done("GET", first["@odata.nextLink"]);
    expect(second.value).toHaveLength(1);
    expect(second).not.toHaveProperty("@odata.nextLink");
  });
});
