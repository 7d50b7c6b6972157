import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, beforeEach, expect } from "@jest/globals";
import axios, { type AxiosResponse } from "axios";
import { decodeJwt } from "jose";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import { type RunningEntra, startEntra } from "../../../sandbox/entra/index.ts";
import { localTls } from "../../../sandbox/kit/tls.ts";
import { entra as seed } from "../../../sandbox/seed.ts";

export { seed };
export const { ada, grace, eve } = seed.users;
export const ZEROS = "00000000-0000-0000-0000-000000000000";

// biome-ignore lint/suspicious/noExplicitAny: answers of an HTTP API, looked into by the tests
export type Answer = AxiosResponse<any>;

export type Tenant = Awaited<ReturnType<typeof startTenant>>;

/** The emulator over TLS, trusted by this process as `NODE_EXTRA_CA_CERTS` would make it, and a Graph client of the deployer. */
export async function startTenant({
  overTls = false,
  clock,
}: {
  overTls?: boolean;
  clock?: () => number;
} = {}) {
  const folder = overTls ? await mkdtemp(join(tmpdir(), "entra-tls-")) : undefined;
  const tls = folder ? await localTls(folder) : undefined;
  const trusted = getCACertificates("default");
  if (tls) setDefaultCACertificates([...trusted, tls.ca]);
  const entra = await startEntra({ tls, ...(clock ? { clock } : {}) });
  const send = (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> =>
    axios({
      method,
      url: path.startsWith("http") ? path : `${entra.url}${path}`,
      data: body,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      validateStatus: () => true,
      maxRedirects: 0,
      proxy: false,
    });
  const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    send("POST", path, new URLSearchParams(fields).toString(), {
      "content-type": "application/x-www-form-urlencoded",
      ...headers,
    });
  const token = (fields: Record<string, string>, version: 1 | 2 = 2) =>
    form(`/${seed.tenantId}/oauth2/${version === 2 ? "v2.0/" : ""}token`, fields);
  let deployerToken: string | undefined;
  const newDeployerToken = async () => {
    const { data } = await token({
      grant_type: "client_credentials",
      client_id: seed.deployer.clientId,
      client_secret: seed.deployer.clientSecret,
      scope: `${entra.url}/.default`,
    });
    deployerToken = data.access_token as string;
    return deployerToken;
  };
  const currentToken = async () => deployerToken ?? (await newDeployerToken());
  const graph = async (method: string, path: string, body?: unknown) =>
    send(method, path.startsWith("http") ? path : `/v1.0${path}`, body, {
      authorization: `Bearer ${await currentToken()}`,
    });
  /** A Graph call that has to succeed; its body. */
  const done = async (method: string, path: string, body?: unknown) => {
    const answer = await graph(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.data)}`);
    return answer.data;
  };
  return {
    entra,
    send,
    form,
    token,
    graph,
    done,
    newDeployerToken,
    deployerToken: currentToken,
    forgetToken: () => {
      deployerToken = undefined;
    },
    ca: tls?.ca,
    stop: async () => {
      await entra.close();
      // A jest worker runs several files: two CAs of one name in the store would hide each other.
      if (tls) setDefaultCACertificates(trusted);
      if (folder) await rm(folder, { recursive: true });
    },
  };
}

/**
 * A tenant for the tests of a file; to be used in tests and hooks only.
 *
 * @param options.fresh whether each test finds it as the seed has it; else they share one life. Default: true
 */
export function useTenant({
  fresh = true,
  ...options
}: Parameters<typeof startTenant>[0] & { fresh?: boolean } = {}): Tenant {
  const tenant = {} as Tenant;
  beforeAll(async () => {
    Object.assign(tenant, await startTenant(options));
  });
  if (fresh)
    beforeEach(async () => {
      tenant.entra.reset();
      await tenant.newDeployerToken();
    });
  afterAll(() => tenant.stop());
  return tenant;
}

/** A Graph request that has to be refused with this status, code and text, in Graph's form, and change nothing. */
export const refusedBy =
  (tenant: Tenant) =>
  async (method: string, path: string, body: unknown, status: number, code: string, text: string) => {
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
  };

export const books = "urn:taylordean:books:books_add";
export const read = "urn:taylordean:books:books_read";
export const REDIRECT = "https://localhost:9000/";

export const scope = (value: string, id: string, more: Record<string, unknown> = {}) => ({
  id,
  value,
  type: "User",
  isEnabled: true,
  adminConsentDisplayName: `Admin: ${value}`,
  adminConsentDescription: `For admins: ${value}`,
  userConsentDisplayName: `You: ${value}`,
  userConsentDescription: "",
  ...more,
});

export interface ApiOptions {
  version?: 1 | 2 | null;
  assignmentRequired?: boolean;
  scopes?: unknown[];
  roles?: unknown[];
}

/** A web API as the guide makes it: application, `api://<client id>`, scopes, service principal. */
export async function makeApi({ done }: Tenant, options: ApiOptions = {}) {
  const { version = 2, assignmentRequired = false } = options;
  const scopes = options.scopes ?? [
    scope(books, "11111111-1111-4111-8111-111111111111"),
    scope(read, "22222222-2222-4222-8222-222222222222"),
  ];
  const application = await done("POST", "/applications", {
    displayName: "books",
    api: { requestedAccessTokenVersion: version, oauth2PermissionScopes: scopes },
    appRoles: options.roles ?? [],
  });
  const uri = `api://${application.appId}`;
  await done("PATCH", `/applications/${application.id}`, { identifierUris: [uri] });
  const principal = await done("POST", "/servicePrincipals", {
    appId: application.appId,
    appRoleAssignmentRequired: assignmentRequired,
  });
  return {
    id: application.id as string,
    appId: application.appId as string,
    uri,
    principalId: principal.id as string,
  };
}

/** A client with a secret; its redirect URI is the guide's. */
export async function makeClient({ done }: Tenant, more: Record<string, unknown> = {}) {
  const application = await done("POST", "/applications", {
    displayName: "storefront",
    web: { redirectUris: [REDIRECT] },
    ...more,
  });
  const principal = await done("POST", "/servicePrincipals", { appId: application.appId });
  const secret = await done("POST", `/applications/${application.id}/addPassword`, {
    passwordCredential: {},
  });
  return {
    id: application.id as string,
    appId: application.appId as string,
    principalId: principal.id as string,
    secret: secret.secretText as string,
    keyId: secret.keyId as string,
  };
}

export function authorizeUrl(
  entra: RunningEntra,
  params: Record<string, string>,
  { version = 2, tenant = seed.tenantId }: { version?: 1 | 2; tenant?: string } = {},
): URL {
  const url = new URL(`${entra.url}/${tenant}/oauth2/${version === 2 ? "v2.0/" : ""}authorize`);
  url.search = new URLSearchParams({ response_type: "code", redirect_uri: REDIRECT, ...params }).toString();
  return url;
}

/** Signs a user in and redeems the code: the token endpoint's answer. */
export async function tokenFor(
  { entra, token }: Tenant,
  client: { appId: string; secret: string },
  wanted: string,
  user: string = ada.userPrincipalName,
) {
  const back = await signInHeadless(authorizeUrl(entra, { client_id: client.appId, scope: wanted }), {
    user,
  });
  const { data } = await token({
    grant_type: "authorization_code",
    client_id: client.appId,
    client_secret: client.secret,
    code: back.searchParams.get("code") ?? "",
    redirect_uri: REDIRECT,
  });
  return data;
}

export const claimsOf = (token: string) => decodeJwt(token) as Record<string, unknown>;
