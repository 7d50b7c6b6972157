import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { registeredAlready } from "../../program/alreadyInEntra.ts";
import { existingInChoreo } from "../../program/existingInChoreo.ts";
import { History, type StateResource } from "../../program/history/index.ts";
import { controlPlane, getApplication } from "../../providers/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { formatPath, type ResolvedSettings } from "../../settings/index.ts";
import { mapValues } from "../../shared/records.ts";
import { stackIdResource } from "../../shared/stackMark.ts";
import { handles, startTrustedSandbox } from "../cli/fixture.ts";
import { calls, configFor } from "../providers/emulator.ts";
import { guideConfig, parse } from "../settings/fixture.ts";

// Objects that somebody has made by hand, as the guide says, and a stack that would make them once more.
let sandbox: Sandbox;
const apiId = seed.apis.books.id;
const name = "storefront (dev)";
const provider = seed.identityProviders.v2;

/** Names that Entra was asked for. */
const asked: string[] = [];
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  await pulumi.runtime.setMocks(
    {
      newResource: () => ({ id: "", state: {} }),
      call: ({ token, inputs }) => {
        if (token.includes("getServicePrincipal"))
          throw Object.assign(new Error(), { details: "no service principal found" });
        asked.push(inputs.displayName);
        return {
          ...inputs,
          clientId: "c",
          objectId: `id of ${inputs.displayName}`,
          identifierUris: [],
          tags: [],
        };
      },
    },
    "choreo-azuread",
    "dev",
  );
});
beforeEach(() => fetch(`${sandbox.choreo.url}/_sandbox/reset`, { method: "POST" }));
afterAll(() => sandbox.stop());

function settings(storefront: Record<string, unknown> = {}): ResolvedSettings {
  const parsed = parse(guideConfig({ storefront }));
  const apis = mapValues(parsed.apis, (api) => ({ ...api, choreo: { apiId } }));
  return { ...parsed, apis, identityProvider: provider } as unknown as ResolvedSettings;
}

const component = "choreo-azuread:index:ChoreoApplication$pulumi-nodejs:dynamic/choreo:";
const resource = (type: string, of: string, outputs: Record<string, unknown> = {}): StateResource => ({
  urn: "",
  type,
  name: of,
  outputs,
});
const ownId = resource(stackIdResource.type, stackIdResource.name, { result: "own" });
const application = resource(`${component}Application`, "storefront");
const key = resource(`${component}IdpKey`, "storefront");
const subscription = resource(`${component}Subscription`, "storefront-books", { apiId });

async function looked(of: ResolvedSettings, resources: StateResource[] = []) {
  sandbox.choreo.clearRequests();
  const control = controlPlane(configFor(sandbox.choreo));
  const history = new History([ownId, ...resources]);
  const { problems, notices } = await existingInChoreo(history, of, (each) => getApplication(control, each));
  return {
    problems: problems.map(({ path, message }) => `${formatPath(path)}: ${message}`),
    notices,
    calls: calls(sandbox.choreo),
  };
}

/** The application, with a key of somebody else's client and a subscription. */
async function madeByHand(fields: object = {}, { isEmpty = false } = {}): Promise<void> {
  const { devportal } = await handles(sandbox);
  const { applicationId } = await devportal.post("/applications", {
    name,
    throttlingPolicy: "Unlimited",
    ...fields,
  });
  if (isEmpty) return;
  const { publisher } = await handles(sandbox);
  await publisher.post(`/apis/change-lifecycle?apiId=${apiId}&action=Publish`);
  await devportal.post("/subscriptions", { applicationId, apiId, throttlingPolicy: "Bronze" });
  await devportal.post(`/applications/${applicationId}/map-keys`, {
    consumerKey: "5f7c1b0e-3a55-4d0c-9b6f-6d2f4c8a1e01",
    keyManager: provider.name,
    keyType: "PRODUCTION",
  });
}

describe("an application in Choreo", () => {
  test("that is not there, or of which the state has all, is no matter; the latter costs no call", async () => {
    expect(await looked(settings())).toEqual({ problems: [], notices: [], calls: ["GET /applications"] });
    await madeByHand();
    expect(await looked(settings(), [application, key, subscription])).toEqual({
      problems: [],
      notices: [],
      calls: [],
    });
  });

  test("that is to be taken over and is not there", async () => {
    const said =
      'clients.storefront.adopt: takes nothing over, as Choreo has no application "storefront (dev)"';
    const adopting = settings({ adopt: true });
    expect((await looked(adopting)).notices).toEqual([`${said}: this run makes it`]);
    expect((await looked(adopting, [application])).notices).toEqual([]);
  });

  test("of somebody else is told, with what adopt would do", async () => {
    await madeByHand();
    expect((await looked(settings())).problems).toEqual([
      expect.stringMatching(
        /^choreo-azuread:clients\.storefront: there is the application "storefront \(dev\)" in Choreo \(.*\) already, with 1 key and 1 subscription, and this stack did not make it\. "adopt: true".*destroy deletes it/,
      ),
    ]);
  });

  test("that is to be taken over: its key is in the way, its plan changes", async () => {
    await madeByHand();
    const { problems, notices } = await looked(settings({ adopt: true }));
    expect(problems).toEqual([
      expect.stringMatching(
        /has a PRODUCTION key of AzureAD already: 5f7c1b0e-3a55-4d0c-9b6f-6d2f4c8a1e01\..*remove it/,
      ),
    ]);
    expect(notices).toEqual([
      expect.stringMatching(/takes over .*; the plan of books changes from Bronze to Unlimited; destroy/),
    ]);
  });

  test("that a cut-off run of this stack has left is its own", async () => {
    await madeByHand({ description: "Managed by Pulumi: choreo-azuread/dev (stack-id:own)" });
    expect((await looked(settings({ subscriptionPolicy: "Bronze" }))).problems).toEqual([
      expect.stringContaining("has a PRODUCTION key"),
    ]);
  });

  test("of a stack of this name and another id is somebody else's", async () => {
    await madeByHand(
      { description: "Managed by Pulumi: choreo-azuread/dev (stack-id:another)" },
      { isEmpty: true },
    );
    expect((await looked(settings())).problems).toEqual([expect.stringContaining("did not make it")]);
  });

  test("of another client of the stack is no matter for who has its other key, but a key in its place is", async () => {
    await madeByHand();
    const { clients, ...rest } = settings();
    const twin = { ...clients.storefront, application: { of: "storefront" }, subscribes: [] };
    const looking = (keyType: string) =>
      looked(
        { ...rest, clients: { ...clients, twin: { ...twin, keyType } } } as unknown as ResolvedSettings,
        [application, key, subscription],
      );
    expect(await looking("SANDBOX")).toEqual({
      problems: [],
      notices: [],
      calls: expect.arrayContaining(["GET /applications"]),
    });
    expect((await looking("PRODUCTION")).problems).toEqual([
      expect.stringContaining('clients.twin: the application "storefront (dev)" in Choreo'),
    ]);
  });

  test("with a description of the settings' own is a leftover while nothing is in it", async () => {
    await madeByHand({ description: "The shop" }, { isEmpty: true });
    const described = settings({ application: { description: "The shop" } });
    expect((await looked(described)).problems).toEqual([]);
  });
});

test("a subscription that somebody made by hand, with another plan", async () => {
  await madeByHand();
  expect((await looked(settings(), [application, key])).problems).toEqual([
    expect.stringMatching(
      /^choreo-azuread:clients\.storefront\.subscriptionPolicy: .* is subscribed to books already, with the plan "Bronze" and not "Unlimited"/,
    ),
  ]);
  expect((await looked(settings({ subscriptionPolicy: "Bronze" }), [application, key])).problems).toEqual([]);
});

test("a look that fails is said, and stands in nobody's way", async () => {
  sandbox.choreo.setFaults([{ match: { path: "/applications" }, times: 9, then: { status: 403, body: {} } }]);
  const { problems, notices } = await looked(settings());
  sandbox.choreo.setFaults([]);
  expect(problems).toEqual([]);
  expect(notices).toEqual([
    expect.stringMatching(/^clients\.storefront: what there is of it in Choreo could not be looked up: /),
  ]);
});

test("all app registrations of the wanted names are told at once, each with the command that takes it in", async () => {
  asked.length = 0;
  const { texts, notices } = await registeredAlready(new History([ownId]), settings());
  expect(notices).toEqual([]);
  expect(asked.toSorted()).toEqual(["books (dev)", "storefront (dev)"]);
  expect(texts).toEqual([
    expect.stringMatching(
      /application "books \(dev\)" .*[\s\S]*choreo-azuread:index:AzureWebApi[\s\S]*pulumi import/,
    ),
    expect.stringMatching(/application "storefront \(dev\)" .*[\s\S]*AzureClientApp[\s\S]*pulumi import/),
  ]);
  const known = (type: string, of: string) => resource(`${type}$azuread:index/application:Application`, of);
  asked.length = 0;
  const all = [
    known("choreo-azuread:index:AzureWebApi", "books"),
    known("choreo-azuread:index:AzureClientApp", "storefront"),
  ];
  expect(await registeredAlready(new History(all), settings())).toEqual({ texts: [], notices: [] });
  expect(asked).toEqual([]);
});
