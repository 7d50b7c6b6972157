import { beforeEach, describe, expect, it } from "@jest/globals";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import {
  ada,
  authorizeUrl,
  books,
  claimsOf,
  grace,
  makeApi,
  makeClient,
  read,
  scope,
  tokenFor,
  useTenant,
} from "./support.ts";

const ADMIN = "urn:taylordean:books:books_admin";
const ids = {
  books: "11111111-1111-4111-8111-111111111111",
  admin: "44444444-4444-4444-8444-444444444444",
};

const tenant = useTenant();
let api: Awaited<ReturnType<typeof makeApi>>;
let client: Awaited<ReturnType<typeof makeClient>>;

beforeEach(async () => {
  api = await makeApi(tenant, {
    scopes: [
      scope(books, ids.books, { userConsentDescription: "Lets the app add books for you" }),
      scope(read, "22222222-2222-4222-8222-222222222222"),
      scope(ADMIN, ids.admin, { type: "Admin" }),
    ],
  });
  client = await makeClient(tenant);
});

const url = (value: string, more: Record<string, string> = {}) =>
  authorizeUrl(tenant.entra, { client_id: client.appId, scope: `${api.uri}/${value}`, ...more });
const grants = async () => (await tenant.done("GET", "/oauth2PermissionGrants")).value;
const grantToAll = (value: string) =>
  tenant.done("POST", "/oauth2PermissionGrants", {
    clientId: client.principalId,
    resourceId: api.principalId,
    consentType: "AllPrincipals",
    scope: value,
  });

describe("consent of a user", () => {
  it("shows each scope in the words for users, and is kept as a grant of that user", async () => {
    const cookies = new Map<string, string>();
    await signInHeadless(url(read), { user: ada.userPrincipalName, cookies });
    const cookie = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
    const { data } = await tenant.send("GET", url(books).href, undefined, cookie);
    for (const text of [
      `You: ${books}`,
      "Lets the app add books for you",
      "storefront",
      ada.userPrincipalName,
    ])
      expect(data).toContain(text);
    for (const text of [`You: ${read}`, `Admin: ${books}`]) expect(data).not.toContain(text);
    await signInHeadless(url(books), { user: ada.userPrincipalName, cookies });
    expect(await grants()).toMatchObject([
      {
        clientId: client.principalId,
        consentType: "Principal",
        principalId: ada.id,
        resourceId: api.principalId,
        scope: `${read} ${books}`,
      },
    ]);
  });

  it("is asked of each user once, and again with prompt=consent", async () => {
    await signInHeadless(url(books), { user: ada.userPrincipalName });
    const refuse = { consent: "cancel" } as const;
    expect(
      (await signInHeadless(url(books), { user: ada.userPrincipalName, ...refuse })).searchParams.has("code"),
    ).toBe(true);
    for (const [params, user] of [
      [{}, grace],
      [{ prompt: "consent" }, ada],
    ] as const) {
      const back = await signInHeadless(url(books, params), { user: user.userPrincipalName, ...refuse });
      expect(back.searchParams.get("error")).toBe("access_denied");
      expect(back.searchParams.get("error_description")).toContain("AADSTS65004");
    }
  });

  it("isn't needed after an administrator's grant, or for a pre-authorised client", async () => {
    await grantToAll(`${read} ${ADMIN}`);
    const asked = await tokenFor(tenant, client, `${api.uri}/${ADMIN}`, grace.userPrincipalName);
    expect(claimsOf(asked.access_token).scp).toBe(`${read} ${ADMIN}`);
    await tenant.done("PATCH", `/applications/${api.id}`, {
      api: { preAuthorizedApplications: [{ appId: client.appId, delegatedPermissionIds: [ids.books] }] },
    });
    const back = await signInHeadless(url(books), { user: ada.userPrincipalName, consent: "cancel" });
    expect(back.searchParams.has("code")).toBe(true);
  });

  it(".default asks for what the registration lists, and the token has all that is consented to", async () => {
    await tenant.done("PATCH", `/applications/${client.id}`, {
      requiredResourceAccess: [
        { resourceAppId: api.appId, resourceAccess: [{ id: ids.books, type: "Scope" }] },
      ],
    });
    await tokenFor(tenant, client, `${api.uri}/${read}`);
    const all = await tokenFor(tenant, client, `${api.uri}/.default`);
    expect(String(claimsOf(all.access_token).scp).split(" ").sort()).toEqual([books, read]);
  });

  it("puts all scopes consented to into every token, and only those asked for when told to", async () => {
    await grantToAll(`${books} ${read}`);
    const scp = async () =>
      String(claimsOf((await tokenFor(tenant, client, `${api.uri}/${read}`)).access_token).scp)
        .split(" ")
        .sort();
    expect(await scp()).toEqual([books, read]);
    tenant.entra.setSwitches({ tokenScopes: "requested" });
    expect(await scp()).toEqual([read]);
  });
});

describe("consent of an administrator", () => {
  it("is needed for scopes of type Admin; the page offers only the way back", async () => {
    const user = ada.userPrincipalName;
    await expect(signInHeadless(url(ADMIN), { user })).rejects.toMatchObject({ aadsts: 90094 });
    const back = await signInHeadless(url(ADMIN), { user, consent: "cancel" });
    expect(back.searchParams.get("error")).toBe("access_denied");
    expect(await grants()).toEqual([]);
  });

  it("is needed for a client that requires assignment", async () => {
    await tenant.done("PATCH", `/servicePrincipals/${client.principalId}`, {
      appRoleAssignmentRequired: true,
    });
    await tenant.done("POST", `/servicePrincipals/${client.principalId}/appRoleAssignedTo`, {
      principalId: ada.id,
      resourceId: client.principalId,
      appRoleId: "00000000-0000-0000-0000-000000000000",
    });
    await expect(signInHeadless(url(books), { user: ada.userPrincipalName })).rejects.toMatchObject({
      aadsts: 90094,
    });
  });

  it("is needed where the tenant forbids users to consent", async () => {
    tenant.entra.setSwitches({ forbidUserConsent: true });
    const user = ada.userPrincipalName;
    await expect(signInHeadless(url(books), { user })).rejects.toMatchObject({ aadsts: 90094 });
    expect(await grants()).toEqual([]);
  });

  it("is needed where assignment that the API requires is said to block consent", async () => {
    await tenant.done("PATCH", `/servicePrincipals/${api.principalId}`, { appRoleAssignmentRequired: true });
    await tenant.done("POST", `/servicePrincipals/${api.principalId}/appRoleAssignedTo`, {
      principalId: ada.id,
      resourceId: api.principalId,
      appRoleId: "00000000-0000-0000-0000-000000000000",
    });
    tenant.entra.setSwitches({ apiAssignmentBlocksConsent: true });
    const user = ada.userPrincipalName;
    await expect(signInHeadless(url(books), { user })).rejects.toMatchObject({ aadsts: 90094 });
    tenant.entra.setSwitches({ apiAssignmentBlocksConsent: false });
    expect((await signInHeadless(url(books), { user })).searchParams.has("code")).toBe(true);
  });

  it("can be given on the page by a user who is one", async () => {
    tenant.entra.setSwitches({ administrators: [ada.userPrincipalName] });
    const back = await signInHeadless(url(ADMIN), { user: ada.userPrincipalName });
    expect(back.searchParams.has("code")).toBe(true);
    expect(await grants()).toMatchObject([{ principalId: ada.id, scope: ADMIN }]);
  });

  it("can be given for everybody by an administrator, and by nobody else", async () => {
    const everybody = { consent: "accept for everybody" } as const;
    await signInHeadless(url(books), { user: grace.userPrincipalName, ...everybody });
    expect(await grants()).toMatchObject([{ consentType: "Principal", principalId: grace.id }]);
    tenant.entra.setSwitches({ administrators: [ada.userPrincipalName] });
    await signInHeadless(url(read), { user: ada.userPrincipalName, ...everybody });
    expect((await grants())[1]).toMatchObject({
      consentType: "AllPrincipals",
      principalId: null,
      scope: read,
    });
  });
});
