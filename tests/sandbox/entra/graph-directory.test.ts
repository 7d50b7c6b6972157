import { describe, expect, it } from "@jest/globals";
import { ada, makeClient, refusedBy, seed, useTenant } from "./support.ts";

const tenant = useTenant();
const refused = refusedBy(tenant);
const BAD = "Request_BadRequest";
const ID = "55555555-5555-4555-8555-555555555555";

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
