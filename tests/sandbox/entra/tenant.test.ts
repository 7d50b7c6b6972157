import { describe, expect, it } from "@jest/globals";
import { makeClient, refusedBy, seed, useTenant } from "./support.ts";

const tenant = useTenant();
const refused = refusedBy(tenant);

describe("a tenant's policies", () => {
  it("may forbid client secrets", async () => {
    const { id } = await makeClient(tenant);
    tenant.entra.setSwitches({ forbidSecrets: true });
    const code = "CredentialTypeNotAllowedAsPerAppPolicy";
    await refused("POST", `/applications/${id}/addPassword`, {}, 400, code, "not allowed");
  });

  it("may want a service management reference of new applications", async () => {
    tenant.entra.setSwitches({ requireServiceManagementReference: true });
    const books = { displayName: "books" };
    await refused(
      "POST",
      "/applications",
      books,
      400,
      "Request_BadRequest",
      "ServiceManagementReference field is required",
    );
    await tenant.done("POST", "/applications", { ...books, serviceManagementReference: "b1" });
  });
});

it("the tenant has its initial domain beside its own, and names of both", async () => {
  const { value } = await tenant.done("GET", "/organization");
  expect(value[0].verifiedDomains).toEqual([
    { name: seed.domain, isDefault: true, isInitial: false, type: "Managed" },
    { name: seed.initialDomain, isDefault: false, isInitial: true, type: "Managed" },
  ]);
  await tenant.done("POST", "/users", {
    displayName: "Alan",
    mailNickname: "alan",
    userPrincipalName: `alan@${seed.initialDomain}`,
    accountEnabled: true,
    passwordProfile: { password: "enigma-Bletchley-1" },
  });
});
