import type { JWTPayload } from "jose";
import { startBooks } from "../../../sandbox/backend/books.ts";
import { startChoreo } from "../../../sandbox/choreo/index.ts";
import { startGateway } from "../../../sandbox/gateway/index.ts";
import { Rest } from "../../../sandbox/kit/rest.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { type Signing, startIssuer } from "./issuer.ts";

export const { books } = seed.apis;
export const { v1, v2 } = seed.identityProviders;
export const add = "urn:taylordean:books:books_add";
export const read = "urn:taylordean:books:books_read";
/** The application's client id at the identity provider. */
export const CLIENT = "580b40b7-5513-4714-a4e0-8d4e784f7dc6";

/** What came back, with its body as JSON. */
export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: answers of gateway and backend, looked into by the tests
  body: any;
}

/** A request to the gateway. */
export interface Asking {
  /** Default `GET`. */
  verb?: string;
  /** Below the gateway's address. Default `/books/1.0.0/books`. */
  path?: string;
  /** Claims in place of, or beside, those of a good token; `undefined` takes one away. */
  claims?: JWTPayload;
  /** Seconds from the call until the token expires, in place of an hour. */
  expiresIn?: number;
  signing?: Signing;
  /** The `Authorization` header, in place of a token; `null` for none. */
  authorization?: string | null;
  headers?: Record<string, string>;
  body?: string;
}

export type World = Awaited<ReturnType<typeof startWorld>>;
export type Handles = ReturnType<typeof handlesOf>;

const nowSeconds = () => Math.floor(Date.now() / 1000);

/** What an access token for the guide's application says, as Entra writes it in version 2. */
const goodClaims = (issuer: string): JWTPayload => ({
  iss: issuer,
  aud: "c0ffee00-0000-4000-8000-000000000001",
  azp: CLIENT,
  scp: `${add} ${read}`,
  iat: nowSeconds(),
  nbf: nowSeconds(),
  exp: nowSeconds() + 3600,
});

function handlesOf({ urls, flavour, fetch }: Awaited<ReturnType<typeof startChoreo>>, token: string) {
  const query: Record<string, string> = flavour === "choreo" ? { organizationId: seed.organizationId } : {};
  return {
    publisher: new Rest(urls.publisher, token, query, fetch),
    devportal: new Rest(urls.devportal, token, query, fetch),
    admin: new Rest(urls.admin, token, query, fetch),
  };
}

/**
 * Control plane, gateway and backend; an identity provider that signs what a test wants. {@link World.begin} does the guide's
 * steps through the control plane's REST APIs; nothing reaches the gateway in another way.
 */
export async function startWorld(options: { quotas?: Record<string, number> } = {}) {
  const issuer = await startIssuer();
  const choreo = await startChoreo({
    entraUrl: "https://localhost:1",
    gatewayUrl: () => "https://localhost:2",
  });
  const backend = await startBooks();
  const gateway = await startGateway({
    controlPlane: choreo.controlPlane,
    backendUrl: backend.url,
    ...options,
  });
  const { publisher, devportal, admin } = handlesOf(choreo, seed.personalAccessToken);
  const api = `/apis/${books.id}`;
  let ids = { application: "", keyMapping: "", subscription: "" };

  /** Changes the working copy of the API. */
  // biome-ignore lint/suspicious/noExplicitAny: the Publisher's whole API object
  const changeApi = async (change: (api: any) => void) => {
    const found = await publisher.get(api);
    change(found);
    await publisher.put(api, found);
  };
  const deploy = async () => {
    const { id } = await publisher.post(`${api}/revisions`, { description: "test" });
    await publisher.post(`${api}/deploy-revision?revisionId=${id}`, [
      { name: seed.gatewayEnvironment, vhost: "localhost", displayOnDevportal: true },
    ]);
    return id as string;
  };
  const changeKeyManager = async (id: string, changes: object) =>
    admin.put(`/key-managers/${id}`, { ...(await admin.get(`/key-managers/${id}`)), ...changes });
  const lifecycle = (action: string) =>
    publisher.post(`/apis/change-lifecycle?apiId=${books.id}&action=${action}`);

  return {
    choreo,
    gateway,
    backend,
    issuer,
    publisher,
    devportal,
    admin,
    ids: () => ids,
    changeApi,
    deploy,
    changeKeyManager,
    lifecycle,

    /** Everything as the guide leaves it: scopes, deployed and published; application, key and subscription. */
    async begin() {
      for (const { url } of [choreo, gateway, backend])
        await fetch(`${url}/_sandbox/reset`, { method: "POST" });
      gateway.setErrorStyle("choreo-connect");
      issuer.reset();
      const certificates = { type: "JWKS", value: issuer.jwksUrl };
      await changeKeyManager(v2.id, { issuer: issuer.issuer, certificates });
      await changeKeyManager(v1.id, { issuer: issuer.issuerV1, certificates });
      await changeApi((found) => {
        found.scopes = ["books_add", "books_read"].map((name) => ({
          scope: { name, displayName: name, description: "", bindings: [] },
          shared: false,
        }));
        for (const operation of found.operations)
          operation.scopes = operation.verb === "POST" ? ["books_add"] : ["books_read"];
      });
      await deploy();
      await lifecycle("Publish");
      const { applicationId } = await devportal.post("/applications", {
        name: "storefront",
        throttlingPolicy: "Unlimited",
      });
      const { keyMappingId } = await devportal.post(`/applications/${applicationId}/map-keys`, {
        consumerKey: CLIENT,
        keyManager: v2.name,
        keyType: "PRODUCTION",
      });
      const { subscriptionId } = await devportal.post("/subscriptions", {
        applicationId,
        apiId: books.id,
        throttlingPolicy: "Unlimited",
      });
      ids = { application: applicationId, keyMapping: keyMappingId, subscription: subscriptionId };
    },

    token: (claims: JWTPayload = {}, signing?: Signing) =>
      issuer.sign(
        JSON.parse(JSON.stringify({ ...goodClaims(issuer.issuer), ...claims })) as JWTPayload,
        signing,
      ),

    /** Calls the gateway; unless the test says otherwise with a token that is good for everything. */
    async call(asking: Asking = {}): Promise<Reply> {
      const { verb = "GET", path = "/books/1.0.0/books", body, headers = {} } = asking;
      const expiry = asking.expiresIn === undefined ? {} : { exp: nowSeconds() + asking.expiresIn };
      const {
        authorization = `Bearer ${await this.token({ ...asking.claims, ...expiry }, asking.signing)}`,
      } = asking;
      const request = new Request(gateway.url + path, {
        method: verb,
        headers: { ...headers, ...(authorization !== null && { authorization }) },
        ...(body !== undefined && { body }),
      });
      const response = await gateway.fetch(request);
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text ? JSON.parse(text) : undefined,
      };
    },

    async stop() {
      await Promise.all([gateway.close(), choreo.close(), backend.close(), issuer.stop()]);
    },
  };
}

/** `{status, code}` of an answer; without a code where the backend gave it. */
export const verdict = ({ status, body }: Reply) => ({
  status,
  ...(typeof body?.code === "string" && { code: body.code as string }),
});
