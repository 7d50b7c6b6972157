import { describe, expect, it } from "@jest/globals";
import { ada, refusedBy, seed, useTenant } from "./support.ts";

const tenant = useTenant();
const refused = refusedBy(tenant);
const BAD = "Request_BadRequest";

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

  it("$select leaves nothing but what it names, of one object and of each in a list, on every page", async () => {
    const one = await tenant.done("GET", `/users/${ada.id}?$select=displayName,id`);
    expect(one).toEqual({
      "@odata.context": `${tenant.entra.url}/v1.0/$metadata#users(displayName,id)/$entity`,
      displayName: ada.displayName,
      id: ada.id,
    });
    tenant.entra.setSwitches({ pageSize: 2 });
    const query = "$select=id&$filter=startsWith(userPrincipalName,'')";
    const first = await tenant.done("GET", `/users?${query}`);
    const second = await tenant.done("GET", first["@odata.nextLink"]);
    expect(first["@odata.context"]).toMatch(/#users\(id\)$/);
    expect([...first.value, ...second.value]).toEqual(Object.values(seed.users).map(({ id }) => ({ id })));
  });

  it("$select keeps the type of what is in a list of owners", async () => {
    const { id } = await tenant.done("POST", "/applications", { displayName: "x" });
    await tenant.done("POST", `/applications/${id}/owners/$ref`, {
      "@odata.id": `${tenant.entra.url}/v1.0/directoryObjects/${ada.id}`,
    });
    const { value } = await tenant.done("GET", `/applications/${id}/owners?$select=id`);
    expect(value).toContainEqual({ "@odata.type": "#microsoft.graph.user", id: ada.id });
  });
});
