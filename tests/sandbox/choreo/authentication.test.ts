import { expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { harnessFor, startHarness } from "./harness.ts";

const harness = harnessFor({ fresh: false });

const unauthenticated = {
  status: 401,
  body: { code: 401, message: "", moreInfo: "", description: "Unauthenticated request", error: [] },
};
const ours = `organizationId=${seed.organizationId}`;
const apis = (query: string) => `${harness.choreo.urls.publisher}/apis?${query}`;

test("the personal access token and a minted JWT are let in", async () => {
  for (const token of [seed.personalAccessToken, await harness.choreo.mintToken()]) {
    expect(await harness.raw("GET", apis(ours), { token })).toMatchObject({ status: 200 });
  }
});

test.each([
  ["no token", undefined],
  ["something else", "not-a-token"],
])("%s gives the one 401", async (_, token) => {
  expect(await harness.raw("GET", apis(ours), { token })).toMatchObject(unauthenticated);
});

test("an expired token, one without the scope and one of another organisation give the same 401", async () => {
  for (const wish of [
    { lifetimeSeconds: -10 },
    { scopes: ["apim:subscribe"] },
    { organizationId: "0a6c2d3e-0000-4f6a-9d0e-5c2b8a7f1d04" },
    { organizationId: null },
  ]) {
    const token = await harness.choreo.mintToken(wish);
    expect(await harness.raw("GET", apis(ours), { token })).toMatchObject(unauthenticated);
  }
});

test("the request has to name the token's organisation", async () => {
  const token = await harness.choreo.mintToken();
  for (const query of ["", "organizationId=0a6c2d3e-0000-4f6a-9d0e-5c2b8a7f1d04"]) {
    expect(await harness.raw("GET", apis(query), { token })).toMatchObject(unauthenticated);
  }
});

test("any one of an operation's scopes is enough", async () => {
  const token = await harness.choreo.mintToken({ scopes: ["apim:api_list_view"] });
  expect(await harness.raw("GET", apis(ours), { token })).toMatchObject({ status: 200 });
  const one = `${harness.choreo.urls.publisher}/apis/${seed.apis.books.id}?${ours}`;
  expect(await harness.raw("GET", one, { token })).toMatchObject(unauthenticated);
});

test("the Developer Portal's APIs are open to all who name an organisation", async () => {
  const url = `${harness.choreo.urls.devportal}/apis`;
  expect(await harness.raw("GET", `${url}?${ours}`)).toMatchObject({ status: 200 });
  expect(await harness.raw("GET", url)).toMatchObject({ status: 400, body: { code: 900357 } });
});

test("revoked tokens are refused, new ones are not", async () => {
  const token = await harness.choreo.mintToken();
  await harness.raw("POST", `${harness.choreo.url}/_sandbox/choreo/revoke-tokens`);
  expect(await harness.raw("GET", apis(ours), { token })).toMatchObject(unauthenticated);
  const fresh = await harness.choreo.mintToken();
  expect(await harness.raw("GET", apis(ours), { token: fresh })).toMatchObject({ status: 200 });
});

test("the scopes of the personal access token can be taken away", async () => {
  harness.choreo.setSwitches({ personalAccessTokenScopes: ["apim:subscribe"] });
  expect(await harness.publisher("GET", "/apis")).toMatchObject(unauthenticated);
  harness.choreo.setSwitches({ personalAccessTokenScopes: null });
  expect(await harness.publisher("GET", "/apis")).toMatchObject({ status: 200 });
});

test("unknown paths and methods get an empty 404 and 405", async () => {
  const other = await startHarness({ contract: false });
  const token = seed.personalAccessToken;
  const settings = `${other.choreo.urls.publisher}/settings`;
  for (const [method, url, status] of [
    ["GET", `${other.choreo.url}/nowhere`, 404],
    ["GET", `${settings}/nowhere`, 404],
    ["DELETE", settings, 405],
  ] as const) {
    expect(await other.raw(method, url, { token })).toMatchObject({ status, body: "" });
  }
  await other.close();
});
