import { describe, expect, test } from "@jest/globals";
import { makeApi } from "../../../sandbox/hand-made/console.ts";
import { choreo, entra } from "../../../sandbox/seed.ts";
import { chain, ofBooks, sandbox, services } from "./oneChain.ts";
import { notGreen, report, runSurvey } from "./run-survey.ts";

test("a chain that holds is green throughout", async () => {
  const found = await ofBooks();
  expect(notGreen(found)).toEqual({});
  expect(found.chains).toEqual([
    { client: "desk", api: "books", permissions: ["books_add", "books_read"], holds: true, broken: [] },
  ]);
  expect(found.unseen).toEqual([]);
});

describe("what these credentials may not see is named, and no end to the report", () => {
  const graphRoles = (roles: string[]) =>
    fetch(`${sandbox.entra.url}/_sandbox/permissions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ roles }),
    });

  test("consents", async () => {
    await graphRoles(["Application.Read.All", "User.ReadBasic.All"]);
    const found = await ofBooks();
    expect(found.unseen).toEqual([
      {
        what: "consents",
        needs: "the Graph permission Directory.Read.All",
        therefore: "who is asked for consent is not told",
      },
    ]);
    expect(notGreen(found)).toEqual({
      "use desk → books": [expect.stringContaining("consent yellow: Not visible with these credentials")],
    });
    expect(found.chains).toMatchObject([{ holds: true }]);
  });

  test("people's names", async () => {
    await graphRoles(["Application.Read.All"]);
    const found = await ofBooks();
    expect(found.unseen.map(({ what }) => what)).toEqual(["consents", "user principal names"]);
    expect(found.access.principals[entra.users.ada.id]).toEqual({ kind: "user", name: "Ada Lovelace" });
  });

  test("all of Entra: Choreo's side is told", async () => {
    await graphRoles(["User.ReadBasic.All"]);
    const found = await ofBooks();
    expect(found.unseen.map(({ what }) => what)).toEqual(
      expect.arrayContaining(["Entra's app registrations", "consents"]),
    );
    expect(notGreen(found)).toMatchObject({
      "api books": ["web-api red: Not seen: these credentials may not read registrations."],
      "client desk": ["client-app red: Not seen: these credentials may not read registrations."],
    });
    expect(found.access.apis.books?.operations["GET /books"]).toEqual({ permissions: ["books_read"] });
  });

  test("Choreo's Publisher: clients and registrations are told", async () => {
    sandbox.choreo.setSwitches({ personalAccessTokenScopes: ["apim:subscribe", "apim:app_manage"] });
    const run = await report(sandbox);
    expect(run.unseen.map(({ what, needs }) => [what, needs])).toEqual([
      ["Choreo's APIs", 'the OAuth scope "apim:api_view" of Choreo\'s Publisher'],
    ]);
    expect(run.apis).toEqual({});
    expect(run.clients.desk?.registration?.clientId).toBe(chain.client.appId);
  });

  test("the Developer Portal: APIs and registrations are told", async () => {
    sandbox.choreo.setFaults([
      { match: { path: "/devportal/v2/applications" }, times: 100, then: { status: 403, body: {} } },
    ]);
    const found = await report(sandbox, ["--api", "books"]);
    expect(found.unseen.map(({ what }) => what)).toEqual(["the Developer Portal's applications"]);
    expect(found.apis.books?.registration?.clientId).toBe(chain.webApi.appId);
    expect(found.clients).toEqual({});
  });

  test("all of the Developer Portal: the identity provider has to be named, and what is left is told", async () => {
    sandbox.choreo.setSwitches({ personalAccessTokenScopes: ["apim:api_view"] });
    const found = await report(sandbox);
    expect(found.unseen.map(({ what }) => what)).toEqual([
      "Choreo's identity providers",
      "the Developer Portal's applications",
    ]);
    expect(found.apis.books?.registration?.clientId).toBe(chain.webApi.appId);
    const { code, err } = await runSurvey(sandbox);
    expect(code).toBe(2);
    expect(err).toContain('"apim:subscribe" and "apim:app_manage" of the Developer Portal is missing');
  });

  test("one API that its publisher keeps from others", async () => {
    sandbox.choreo.setFaults([
      { match: { path: `/apis/${choreo.apis.orders.id}` }, times: 100, then: { status: 403, body: {} } },
    ]);
    const found = await report(sandbox);
    expect(found.unseen.map(({ what }) => what)).toEqual(["the API orders 1.0.0"]);
    expect(Object.keys(found.apis)).toEqual(["books"]);
    expect(found.chains).toMatchObject([{ client: "desk", api: "books", holds: true }]);
  });

  test("subscriptions, neither side's", async () => {
    sandbox.choreo.setFaults([
      { match: { path: "/subscriptions" }, times: 100, then: { status: 403, body: {} } },
    ]);
    const found = await ofBooks();
    expect(found.unseen.map(({ what }) => what)).toEqual([
      "subscriptions of other people's applications",
      "subscriptions",
    ]);
    expect(notGreen(found)).toEqual({ "use desk → books": ["subscription yellow: Could not be seen."] });
    expect(found.loose).toEqual([]);
  });

  test("other people's applications, where the Publisher does not tell subscriptions", async () => {
    sandbox.choreo.setFaults([
      { match: { path: "/publisher/v2/subscriptions" }, times: 100, then: { status: 403, body: {} } },
    ]);
    const found = await ofBooks();
    expect(found.unseen.map(({ what }) => what)).toEqual(["subscriptions of other people's applications"]);
    expect(found.chains).toMatchObject([{ holds: true }]);
  });
});

test.each([
  { personalAccessTokenStatus: "REVOKED" as const },
  { personalAccessTokenEnds: "2026-01-01T00:00:00Z" },
])("a credential that is none any more is an error, not one that lacks scopes: %j", async (switches) => {
  sandbox.choreo.setSwitches(switches);
  const run = await runSurvey(sandbox, ["--identity-provider", "AzureAD"]);
  expect(run).toMatchObject({ code: 5, out: "" });
  expect(run.err).toMatch(/ended|revoked/i);
});

test("so is a token that Choreo does not know", async () => {
  const mistyped = { ...sandbox, env: { ...sandbox.env, CHOREO_TOKEN: "mistyped" } } as typeof sandbox;
  const run = await runSurvey(mistyped, ["--identity-provider", "AzureAD"]);
  expect(run).toMatchObject({ code: 5, out: "", err: expect.stringContaining("Check that it is whole") });
});

test("an application of another owner is told, with what only its owner sees", async () => {
  const token = await sandbox.choreo.mintToken({ subject: "somebody-else" });
  const call = (path: string, body: object) =>
    fetch(`${sandbox.choreo.urls.devportal}${path}?organizationId=${choreo.organizationId}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const made = await call("/applications", { name: "theirs", throttlingPolicy: "Unlimited" });
  const { applicationId } = (await made.json()) as { applicationId: string };
  await call("/subscriptions", {
    applicationId,
    apiId: choreo.apis.books.id,
    throttlingPolicy: "Unlimited",
  });
  const { loose } = await report(sandbox);
  expect(loose).toContainEqual({
    kind: "application of somebody else",
    name: '"theirs"',
    id: applicationId,
    says: "is subscribed to books 1.0.0 (UNBLOCKED); only its owner sees its keys",
  });
});

test("throttled calls are made again, as late as the services ask", async () => {
  const throttled = { status: 429, headers: { "retry-after": "1" }, body: {} };
  sandbox.choreo.setFaults([{ match: { path: "/apis" }, times: 2, then: throttled }]);
  sandbox.entra.setFaults([{ match: { path: "/(applications|\\$batch)" }, times: 2, then: throttled }]);
  expect(notGreen(await ofBooks())).toEqual({});
});

test("every page of every list is read", async () => {
  sandbox.entra.setSwitches({ pageSize: 1 });
  for (const { id } of [entra.users.grace, entra.users.eve])
    await services.graph.post(`/servicePrincipals/${chain.webApi.servicePrincipalId}/appRoleAssignedTo`, {
      principalId: id,
      resourceId: chain.webApi.servicePrincipalId,
      appRoleId: "00000000-0000-0000-0000-000000000000",
    });
  const { access } = await ofBooks();
  expect(access.apis.books?.assigned).toHaveLength(3);
});

test("an API whose permissions' names Entra does not take", async () => {
  await makeApi(services.publisher, {
    name: "Bücher",
    context: "/buecher",
    permissions: ["lesen"],
    operations: { "GET /buecher": ["lesen"] },
  });
  expect(notGreen(await report(sandbox, ["--api", "Bücher"]))).toEqual({
    "api Bücher": [
      expect.stringContaining(
        'web-api red: None, and none can: "urn:taylordean:bücher:lesen" contains "ü" (U+00FC); Entra allows',
      ),
    ],
  });
});
