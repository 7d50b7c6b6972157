import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { choreo, entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { type Provisioned, provision, startTrustedSandbox } from "../fixture.ts";
import { runDoctor } from "./run-doctor.ts";

let sandbox: Sandbox;
let made: Provisioned;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  made = await provision(sandbox);
});
afterAll(() => sandbox.stop());

const doctor = (args: string[] = [], env: NodeJS.ProcessEnv = sandbox.env) => runDoctor(made, env, args);

const subscription = () => made.outputs.connections.storefront.apis.books?.subscriptionId;

describe("doctor", () => {
  test("prints one line a link and ends with 0 where all hold", async () => {
    const run = await doctor();
    expect(run).toMatchObject({ code: 0, err: "" });
    expect(run.out).toMatch(/\nAPI books\n {2}✔ Choreo has the API: books 1\.0\.0\n/);
    expect(run.out).toMatch(/\n27 links hold\.$/);
  });

  test("ends with 1 and the fix where one is broken, for machines too", async () => {
    await made.publisher.post(
      `/subscriptions/block-subscription?subscriptionId=${subscription()}&blockState=BLOCKED`,
    );
    const run = await doctor();
    expect(run.code).toBe(1);
    expect(run.out).toContain(
      "✖ The subscription is active: It is BLOCKED: every call is refused (900907). → The API's publisher releases it",
    );
    expect(run.out).toMatch(/\n26 links hold, 1 broken\.$/);

    const { sections } = JSON.parse((await doctor(["--json"])).out);
    const results = sections.flatMap((section: { results: object[] }) => section.results);
    expect(results.filter(({ state }: { state: string }) => state === "red")).toEqual([
      {
        id: "subscription",
        title: "The subscription is active",
        state: "red",
        says: "It is BLOCKED: every call is refused (900907).",
        fix: expect.any(String),
      },
    ]);
    await made.publisher.post(`/subscriptions/unblock-subscription?subscriptionId=${subscription()}`);
  });
});

test("a stack without clients: its APIs are looked at, in the tenant that the environment names", async () => {
  // Its client is not of this stack then, and meant to be there.
  const expected = [made.outputs.connections.storefront.clientId];
  const books = { ...made.outputs.apis.books, expected };
  const outputs = { ...made.outputs, apis: { books }, connections: {} } as unknown as Provisioned["outputs"];
  const run = await runDoctor({ outputs }, { ...sandbox.env, ARM_TENANT_ID: entra.tenantId });
  expect(run).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/\n12 links hold\.$/) });
  const { ARM_TENANT_ID: _, ...nowhere } = sandbox.env;
  const none = await runDoctor({ outputs }, nowhere);
  expect(none).toMatchObject({ code: 2, err: expect.stringContaining("Set azuread:tenantId") });
});

describe("the argument controlPlane of resources", () => {
  /** Refuses at once: where nobody listens, the client tries again for a while. */
  const nowhere = () => ({
    CHOREO_PUBLISHER_URL: `${sandbox.env.CHOREO_PUBLISHER_URL}/nowhere`,
    CHOREO_DEVPORTAL_URL: `${sandbox.env.CHOREO_DEVPORTAL_URL}/nowhere`,
    CHOREO_TOKEN: "of-another-organisation",
  });
  /** What the state has of a resource that is where the sandbox is. */
  const placed = (type: string, name: string, id: string, more: object = {}) => ({
    urn: `urn:pulumi:dev::choreo-azuread::lib:ChoreoApi$pulumi-nodejs:dynamic/choreo:${type}::${name}`,
    ...{ type: `pulumi-nodejs:dynamic/choreo:${type}`, id },
    outputs: {
      controlPlane: {
        ...{
          organization: choreo.organization,
          organizationId: choreo.organizationId,
          credentials: "berlin",
        },
        publisherUrl: sandbox.env.CHOREO_PUBLISHER_URL,
        ...{ devportalUrl: sandbox.env.CHOREO_DEVPORTAL_URL, tokenUrl: sandbox.env.CHOREO_TOKEN_URL },
        ...more,
      },
    },
  });
  const config = () => ({
    "choreo-azuread:berlin": { objectValue: { token: sandbox.env.CHOREO_TOKEN ?? "" }, secret: true },
  });
  const seen = (resources: object[]) =>
    runDoctor(made, { ...sandbox.env, ...nowhere() }, [], { resources, config: config() });

  test("they are looked at where they are, with the credentials that it names", async () => {
    const { books } = made.outputs.apis;
    const { storefront } = made.outputs.connections;
    const run = await seen([
      placed("ApiPermissions", "books", books.choreo.apiId),
      placed("Application", "storefront", storefront.application.id),
    ]);
    expect(run.out).toContain(`Credential for Choreo in organization ${choreo.organization}\n  ✔`);
    expect(run.out).toContain("✔ Choreo has the API: books 1.0.0");
    expect(run).toMatchObject({ code: 0, out: expect.not.stringContaining("✖") });
    // Without the argument it is the stack's, where there is none.
    expect((await seen([])).out).toContain("✖ Choreo has the API: ");
  });

  test("those that no output tells of were not looked at, and it says so", async () => {
    const run = await runDoctor(made, sandbox.env, [], {
      resources: [
        placed("Application", "kiosk", "6a3c1b52-0000-4000-8000-000000000001", { organization: "berlin" }),
      ],
      config: config(),
    });
    expect(run.out).toMatch(
      /\nElsewhere organization berlin\n {2}- Resources that the argument controlPlane puts there: kiosk: no output .*\n/,
    );
    expect(run.out).toMatch(/\n27 links hold, 1 not looked at\.$/);
  });

  test.each<[string, object, RegExp]>([
    [
      "credentials that are not there",
      { credentials: "rome" },
      /none in the stack configuration "choreo-azuread:rome"/,
    ],
    ["a place that is encrypted", { organization: { ciphertext: "…" } }, /controlPlane of "books" encrypted/],
  ])("%s: a sentence", async (_, more, says) => {
    const run = await seen([placed("ApiPermissions", "books", made.outputs.apis.books.choreo.apiId, more)]);
    expect(run).toMatchObject({ code: 2, out: "", err: expect.stringMatching(says) });
  });
});

describe("what keeps the doctor from looking", () => {
  test.each<[string, NodeJS.ProcessEnv, number, string]>([
    ["no credentials for Choreo", { CHOREO_TOKEN: "" }, 2, "there are no credentials"],
    [
      "a wrong secret for Graph",
      { ARM_CLIENT_SECRET: "not-the-secret" },
      5,
      "Could not sign in to Microsoft Graph: AADSTS7000215",
    ],
    [
      "an unreachable cloud",
      { ARM_METADATA_HOSTNAME: "localhost:1" },
      5,
      "Could not reach the cloud's metadata",
    ],
  ])("%s", async (_, broken, code, says) => {
    const run = await doctor([], { ...sandbox.env, ...broken });
    expect(run).toMatchObject({ code, out: "", err: expect.stringContaining(says) });
    expect(run.err).not.toMatch(/not-the-secret|^ {4}at /m);
  });

  test("a refused token of Choreo: its links are red, the others are looked at", async () => {
    const run = await doctor([], { ...sandbox.env, CHOREO_TOKEN: "expired-token" });
    expect(run.code).toBe(1);
    expect(run.out).toContain("✖ Choreo has the API: Could not look: ");
    expect(run.out).toContain("✔ Entra has the client: ");
    expect(run.out).not.toContain("expired-token");
  });

  test("an unknown stack: the nearest", async () => {
    const run = await doctor(["--stack", "dve"]);
    expect(run).toEqual({ code: 2, out: "", err: 'The project has no stack "dve".\nDid you mean "dev"?' });
  });

  test("an unknown option", async () => {
    const run = await doctor(["--stakc", "dev"]);
    expect(run).toMatchObject({ code: 2, err: expect.stringContaining("unknown option '--stakc'") });
  });
});
