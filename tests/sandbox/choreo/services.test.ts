import { expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { harnessFor } from "./harness.ts";

const { organization, organizationId, personalAccessToken } = seed;
const harness = harnessFor({ contract: false });
const introspect = (token: string = personalAccessToken) =>
  harness.raw("POST", `${harness.choreo.urls.apis}/api-key-service/v1.0/pat/introspect`, { token });
const organizations = (token: string = personalAccessToken) =>
  harness.raw("GET", `${harness.choreo.urls.apis}/orgs/1.0.0/orgs`, { token });
const listApis = async () => (await harness.publisher("GET", "/apis")).status;

test("a personal access token says whose it is, what it may do and when it ends", async () => {
  harness.choreo.setSwitches({
    personalAccessTokenScopes: ["apim:api_view"],
    personalAccessTokenEnds: "2031-01-02T03:04:05Z",
  });
  const { status, body } = await introspect();
  expect(status).toBe(200);
  expect(body).toMatchObject({
    organizationUuid: organizationId,
    allowedScopes: ["apim:api_view"],
    validUntil: "2031-01-02T03:04:05Z",
    status: "ACTIVE",
  });
  expect((await introspect(await harness.choreo.mintToken())).status).toBe(401);
});

test("one that has ended or was revoked still says so, and opens nothing", async () => {
  expect(await listApis()).toBe(200);
  harness.choreo.setSwitches({ personalAccessTokenEnds: "2020-01-01T00:00:00Z" });
  expect([(await introspect()).status, await listApis()]).toEqual([200, 401]);
  harness.choreo.setSwitches({ personalAccessTokenEnds: null, personalAccessTokenStatus: "REVOKED" });
  expect([(await introspect()).body.status, await listApis()]).toEqual(["REVOKED", 401]);
});

test("where there is no introspection there is nothing at its place", async () => {
  harness.choreo.setSwitches({ introspection: "absent" });
  expect((await introspect()).status).toBe(404);
});

test("organisations are listed for a personal access token and for one of the STS", async () => {
  const other = { handle: "sons", uuid: "11111111-2222-4333-8444-555555555555" };
  harness.choreo.setSwitches({ otherOrganizations: [other] });
  for (const token of [personalAccessToken, await harness.choreo.mintToken()]) {
    const { body } = await organizations(token);
    expect(body).toEqual([
      expect.objectContaining({ handle: organization, uuid: organizationId }),
      expect.objectContaining(other),
    ]);
  }
  expect((await organizations("nobody")).status).toBe(401);
});
