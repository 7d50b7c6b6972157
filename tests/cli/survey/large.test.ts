import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { makeApplication } from "../../../sandbox/hand-made/console.ts";
import { makeClient, makeWebApi } from "../../../sandbox/hand-made/portal.ts";
import { choreo } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { handles, startTrustedSandbox } from "../fixture.ts";
import { runSurvey } from "./run-survey.ts";

const APIS = 200;
const APPLICATIONS = 300;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  await makeMany();
}, 120_000);
afterAll(() => sandbox.stop());

/** An organisation in which all is well: each application uses one API. */
async function makeMany() {
  const { graph, devportal } = await handles(sandbox);
  const apis: { id: string; webApi: Awaited<ReturnType<typeof makeWebApi>> }[] = [];
  // The seed has two already.
  for (let number = 2; number < APIS; number++) {
    const name = `api${number}`;
    const id = sandbox.choreo.createApi({
      name,
      operations: [`GET /${name}`],
      scopes: { read: [`GET /${name}`] },
      deploy: true,
      publish: true,
    });
    const scopes = { [`urn:${choreo.organization}:${name}:read`]: "admins" } as const;
    apis.push({ id, webApi: await makeWebApi(graph, { name, scopes }) });
  }
  for (let number = 0; number < APPLICATIONS; number++) {
    const api = apis[number % apis.length] as (typeof apis)[number];
    const uses = [{ of: api.webApi, scopes: Object.keys(api.webApi.scopes), adminConsent: true }];
    const client = await makeClient(graph, {
      name: `client ${number}`,
      redirectUris: ["https://localhost:9000/"],
      uses,
    });
    await makeApplication(devportal, {
      name: `client ${number}`,
      keys: [{ clientId: client.appId }],
      subscribe: [api.id],
    });
  }
}

test("200 APIs, 300 applications and their registrations: less than 1.2 calls an object, with progress", async () => {
  const { code, out, err } = await runSurvey(sandbox, ["--identity-provider", "AzureAD", "--json"]);
  expect(code).toBe(0);
  const { apis, clients, chains, loose } = JSON.parse(out);
  const registrations = APIS - 2 + APPLICATIONS;
  expect([Object.keys(apis).length, Object.keys(clients).length]).toEqual([APIS, APPLICATIONS]);
  expect(chains.filter(({ holds }: { holds: boolean }) => holds)).toHaveLength(APPLICATIONS);
  expect(loose).toHaveLength(2);
  const calls = sandbox.entra.requests().length + sandbox.choreo.requests().length;
  expect(calls / (APIS + APPLICATIONS + registrations)).toBeLessThan(1.2);
  // Of Graph they are few: lists and batches.
  expect(sandbox.entra.requests().length / registrations).toBeLessThan(0.25);
  expect(err.split("\n")).toEqual(
    expect.arrayContaining(["50 of 200 APIs read", "200 of 200 APIs read", "300 of 300 applications read"]),
  );
}, 120_000);
