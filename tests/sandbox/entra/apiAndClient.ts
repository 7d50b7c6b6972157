import { beforeEach, expect } from "@jest/globals";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import {
  type Answer,
  ada,
  authorizeUrl,
  books,
  makeApi,
  makeClient,
  REDIRECT,
  seed,
  useTenant,
  ZEROS,
} from "./support.ts";

/** A tenant in which each test has a web API and a client of its own, and what clients do there. */
export function useApiAndClient() {
  const tenant = useTenant();
  let api: Awaited<ReturnType<typeof makeApi>>;
  let client: Awaited<ReturnType<typeof makeClient>>;
  beforeEach(async () => {
    api = await makeApi(tenant);
    client = await makeClient(tenant);
  });

  const url = (params: Record<string, string> = {}, tenantName: string = seed.tenantId) =>
    authorizeUrl(
      tenant.entra,
      { client_id: client.appId, scope: `${api.uri}/${books}`, state: "kept", ...params },
      { tenant: tenantName },
    );
  /** @returns where Entra sends the browser in the end */
  const signIn = (params: Record<string, string> = {}, user: string = ada.userPrincipalName) =>
    signInHeadless(url(params), { user });
  return {
    tenant,
    get api() {
      return api;
    },
    get client() {
      return client;
    },
    set client(other) {
      client = other;
    },
    url,
    signIn,
    /** @returns the authorization code */
    codeOf: async (...args: Parameters<typeof signIn>) =>
      (await signIn(...args)).searchParams.get("code") ?? "",
    /** Redeems an authorization code. */
    redeem: (code: string, more: Record<string, string> = {}) =>
      tenant.token({
        grant_type: "authorization_code",
        client_id: client.appId,
        client_secret: client.secret,
        code,
        redirect_uri: REDIRECT,
        ...more,
      }),
    /** A request for a token of the client's own. */
    credentials: (more: Record<string, string> = {}) => ({
      grant_type: "client_credentials",
      client_id: client.appId,
      client_secret: client.secret,
      scope: `${api.uri}/.default`,
      ...more,
    }),
    assign: (principalId: string, resourceId: string) =>
      tenant.done("POST", `/servicePrincipals/${resourceId}/appRoleAssignedTo`, {
        principalId,
        resourceId,
        appRoleId: ZEROS,
      }),
  };
}

/** Every answer has Entra's form; the rest is the table's. */
export function expectTokenError(
  { status, data }: Answer,
  code: number,
  error: string,
  httpStatus = 400,
): void {
  expect({ status, error: data.error, codes: data.error_codes, text: data.error_description }).toEqual({
    status: httpStatus,
    error,
    codes: [code],
    text: expect.stringMatching(
      new RegExp(
        `^AADSTS${code}: .+ Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: \\d{4}-\\d\\d-\\d\\d [\\d:]{8}Z$`,
        "s",
      ),
    ),
  });
  expect(data).toMatchObject({
    timestamp: expect.any(String),
    trace_id: expect.any(String),
    correlation_id: expect.any(String),
    error_uri: expect.stringContaining(`error?code=${code}`),
  });
}
