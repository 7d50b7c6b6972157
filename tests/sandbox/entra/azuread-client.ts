import { expect } from "@jest/globals";
import { seed, type Tenant } from "./support.ts";

/** The object id of the caller, which the plugin takes from its token. */
export const OID = seed.deployer.servicePrincipalId;

/** What pulumi-resource-azuread 6.9.1 sends with every Graph request, GET and DELETE included. */
const HEADERS = {
  accept: "application/json; charset=utf-8; IEEE754Compatible=false",
  "content-type": "application/json; charset=utf-8",
  "odata-maxversion": "4.0",
  "odata-version": "4.0",
  "user-agent":
    "HashiCorp Terraform/ (+https://www.terraform.io) Terraform Plugin SDK/2.40.0 terraform-provider-azuread/dev HashiCorp/go-azure-sdk",
};

export const scopes = [
  {
    adminConsentDescription: "Add a book",
    adminConsentDisplayName: "Add books",
    id: "5e7b4c52-8a0e-5d0c-9b6f-000000000001",
    isEnabled: true,
    type: "User",
    userConsentDescription: "",
    userConsentDisplayName: "",
    value: "urn:taylordean:books:books_add",
  },
];
export const api = (list: unknown[]) => ({
  acceptMappedClaims: null,
  knownClientApplications: [],
  oauth2PermissionScopes: list,
  requestedAccessTokenVersion: 2,
});

/** @param owner reference to the caller, who is bound as the first owner */
const applicationBody = (owner: string, displayName: string, more: object = {}) => ({
  "@odata.type": "#microsoft.graph.application",
  api: api([]),
  appRoles: [],
  description: null,
  displayName,
  groupMembershipClaims: null,
  identifierUris: [],
  info: { marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  notes: null,
  optionalClaims: {},
  "owners@odata.bind": [owner],
  publicClient: { redirectUris: [] },
  requiredResourceAccess: [],
  serviceManagementReference: null,
  signInAudience: "AzureADMyOrg",
  spa: { redirectUris: [] },
  tags: [],
  web: {
    homePageUrl: null,
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    logoutUrl: null,
    redirectUris: [],
  },
  ...more,
});

/** The plugin's part of the conversation: its requests, and as strict about the answers as it is. */
export function pluginOf(tenant: Tenant) {
  const refOf = (id: string, version = "v1.0") => `${tenant.entra.url}/${version}/directoryObjects/${id}`;

  // Not by axios, which sends no content type without a body; Go does.
  async function send(method: string, path: string, body?: unknown) {
    const versioned = /^\/(beta|v1\.0)\/|^http/.test(path) ? path : `/v1.0${path}`;
    const response = await fetch(
      versioned.startsWith("http") ? versioned : `${tenant.entra.url}${versioned}`,
      {
        method,
        headers: { ...HEADERS, authorization: `Bearer ${await tenant.deployerToken()}` },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );
    const text = await response.text();
    // biome-ignore lint/suspicious/noExplicitAny: answers of an HTTP API, looked into by the tests
    const data: any = text ? JSON.parse(text) : "";
    return { status: response.status, contentType: response.headers.get("content-type"), data };
  }

  /** A request that succeeds with this status; the answer has the headers and the body that the plugin needs. */
  async function ok(method: string, path: string, body?: unknown, status = 200) {
    const answer = await send(method, path, body);
    expect({ path, status: answer.status, body: answer.data }).toMatchObject({ path, status });
    if (status === 204) expect(answer.data).toBe("");
    else {
      expect(answer.contentType).toMatch(/^application\/json/);
      expect(answer.data).toEqual(expect.any(Object));
      if ("value" in answer.data) expect(answer.data.value).toEqual(expect.any(Array));
      expect(JSON.stringify(answer.data)).not.toContain("@odata.bind");
    }
    return answer;
  }
  const body = async (...call: Parameters<typeof ok>) => (await ok(...call)).data;

  /** What the plugin takes for "gone": a 404 with an error that has a code. */
  async function gone(path: string, method = "GET"): Promise<void> {
    const answer = await send(method, path);
    expect({ path, status: answer.status, ...answer.data }).toMatchObject({
      path,
      status: 404,
      error: { code: "Request_ResourceNotFound" },
    });
  }

  async function createApplication(displayName: string, more: object = {}) {
    const created = await body("POST", "/applications", applicationBody(refOf(OID), displayName, more), 201);
    const path = `/applications/${created.id}`;
    await ok("PATCH", path, { displayName: "TERRAFORM_UPDATE_0b1d" }, 204);
    await ok("PATCH", path, { displayName }, 204);
    await ok("DELETE", `${path}/owners/${OID}/$ref`, undefined, 204);
    return { created, path, read: await body("GET", path) };
  }

  async function createPrincipal(appId: string) {
    const found = await body("GET", `/servicePrincipals?%24filter=appId+eq+%27${appId}%27`);
    expect(found.value).toEqual([]);
    const created = await body(
      "POST",
      "/servicePrincipals",
      {
        "@odata.type": "#microsoft.graph.servicePrincipal",
        accountEnabled: true,
        alternativeNames: [],
        appId,
        appRoleAssignmentRequired: true,
        description: "TERRAFORM_UPDATE_0b1d",
        loginUrl: null,
        notes: null,
        notificationEmailAddresses: [],
        "owners@odata.bind": [refOf(OID)],
        preferredSingleSignOnMode: null,
        samlSingleSignOnSettings: {},
        tags: [],
      },
      201,
    );
    const path = `/servicePrincipals/${created.id}`;
    await ok("PATCH", path, { description: null }, 204);
    await ok("DELETE", `${path}/owners/${OID}/$ref`, undefined, 204);
    return { path, read: await body("GET", path) };
  }
  return { send, ok, body, gone, refOf, createApplication, createPrincipal };
}

/** The body of an update: that of the creation without owners and without what has not changed. */
export function updateBody(displayName: string, more: object = {}) {
  const { "owners@odata.bind": _, identifierUris: __, ...update } = applicationBody("", displayName, more);
  return update;
}
