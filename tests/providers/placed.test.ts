import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import { controlPlane } from "../../providers/choreo/controlPlane.ts";
import { provider } from "../../providers/choreo/provider.ts";
import { placeOf } from "../../providers/choreo/resource/place.ts";
import type { ResourceType } from "../../providers/choreo/resource/providerText.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import { at, type ControlPlaneArgs } from "../../providers/choreo/settings.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { configFor, refused, startEmulator } from "./harness.ts";

// A resource whose argument says which control plane it is in, as the engine calls it: provider.ts.

const { organization, organizationId } = seed;

let here: RunningChoreo;
let there: RunningChoreo;
beforeAll(async () => {
  [here, there] = await Promise.all([startEmulator(), startEmulator()]);
});
beforeEach(() =>
  Promise.all([here, there].map(({ url }) => fetch(`${url}/_sandbox/reset`, { method: "POST" }))),
);
afterAll(() => Promise.all([here.close(), there.close()]));

const place = (changes: ControlPlaneArgs = {}): ControlPlaneArgs => ({
  organization,
  organizationId,
  publisherUrl: there.urls.publisher,
  devportalUrl: there.urls.devportal,
  tokenUrl: there.urls.token,
  credentials: "berlin",
  ...changes,
});

let run = 0;
/** The configuration of a run: here with a personal access token, and what opens the other one. */
const configured = (texts: Record<string, unknown> = { berlin: seed.client }) => {
  const { get } = configFor(here, { run: ++run });
  const text = (key: string) => (texts[key] ? JSON.stringify(texts[key]) : undefined);
  return { get: (key: string) => get(key) ?? text(key), projectName: "shop" };
};

// biome-ignore lint/suspicious/noExplicitAny: whatever the engine makes of it
type Method = (...args: unknown[]) => Promise<any>;
type Methods = Record<"check" | "diff" | "create" | "read" | "update" | "delete", Method>;

function started(type: ResourceType, config: unknown = configured()): Methods {
  const { configure, ...methods } = provider(type);
  configure({ config });
  return methods as Methods;
}

const names = (choreo: RunningChoreo) =>
  (choreo.state() as { applications: { name: string }[] }).applications.map(({ name }) => name);
const claimant = "shop/dev/storefront";

async function made(inputs: Values, methods = started("Application")) {
  const { inputs: checked, failures } = await methods.check({}, inputs);
  expect(failures).toEqual([]);
  return { checked, ...(await methods.create(checked)) };
}

describe("a resource with the argument controlPlane", () => {
  test("is made, read, changed and deleted there, with the credentials that it names, which do not come into its state", async () => {
    const { id, outs } = await made({ name: "storefront", controlPlane: place(), claimant });
    expect([names(here), names(there)]).toEqual([[], ["storefront"]]);
    expect(here.requests()).toEqual([]);
    expect(outs.controlPlane).toEqual(place());
    expect(JSON.stringify(outs)).not.toContain(seed.client.clientSecret);
    expect(there.requests().some(({ path }) => path.startsWith("/oauth2/token"))).toBe(true);

    // Later runs have the state alone.
    const read = await started("Application").read(id, outs);
    expect(read).toMatchObject({ id, props: outs, inputs: { controlPlane: place() } });
    const news = { ...read.inputs, name: "shop" };
    const updated = await started("Application").update(id, outs, news);
    expect([names(there), updated.outs.controlPlane]).toEqual([["shop"], place()]);
    await started("Application").delete(id, updated.outs);
    expect([names(here), names(there)]).toEqual([[], []]);
  });

  test("keeps it also where it ends half-way", async () => {
    there.setSwitches({ workflows: { application: true } });
    const error = await refused(made({ name: "storefront", controlPlane: place(), claimant }));
    expect(error.message).toContain("waits for approval");
    expect(error.properties).toMatchObject({ name: "storefront", controlPlane: place() });
  });

  test("is in the configured one without it, and its state does not speak of it", async () => {
    const { outs } = await made({ name: "storefront", claimant });
    expect([names(here), names(there)]).toEqual([["storefront"], []]);
    expect(Object.keys(outs)).not.toContain("controlPlane");
  });

  test.each<[string, ControlPlaneArgs | undefined, ControlPlaneArgs | undefined, string[] | undefined]>([
    ["another organisation: anew", { organizationId: "a" }, { organizationId: "b" }, ["controlPlane"]],
    ["another handle: anew", { organization: "a" }, { organization: "b" }, ["controlPlane"]],
    ["another region: anew", {}, { region: "eu" }, ["controlPlane"]],
    ["another flavour: anew", {}, { flavour: "apim", url: "https://a" }, ["controlPlane"]],
    [
      "another tenant of API Manager: anew",
      { flavour: "apim", tenant: "a" },
      { flavour: "apim", tenant: "b" },
      ["controlPlane"],
    ],
    ["another address: kept", { publisherUrl: "https://a" }, { publisherUrl: "https://b" }, []],
    ["other credentials: kept", {}, { credentials: "berlin" }, []],
    ["the configured one, said by the argument: kept", undefined, { organization, organizationId }, []],
    ["what the configuration says, no argument any more: kept", { organizationId }, undefined, []],
    ["no argument, another organisation: anew", undefined, { organizationId: "b" }, ["controlPlane"]],
    [
      "the same, in another order: nothing",
      { region: "us", tenant: "a" },
      { tenant: "a", region: "us" },
      undefined,
    ],
  ])("%s", async (_, before, after, replaces) => {
    const inputs = { name: "storefront", description: "", throttlingPolicy: "Unlimited" };
    const diff = await started("Application").diff(
      "1",
      { ...inputs, ...(before && { controlPlane: before }) },
      { ...inputs, ...(after && { controlPlane: after }) },
    );
    expect(diff).toMatchObject({ changes: replaces !== undefined, replaces: replaces ?? [] });
  });

  test("at another address of the same one is not written again", async () => {
    const { id, outs } = await made({ name: "storefront", controlPlane: place(), claimant });
    const before = there.requests().length;
    const moved = place({ devportalUrl: `${there.urls.devportal}/` });
    const { outs: after } = await started("Application").update(id, outs, {
      ...outs,
      controlPlane: moved,
    });
    expect(there.requests()).toHaveLength(before);
    expect(after).toEqual({ ...outs, controlPlane: moved });
  });

  test("of a wrong region is refused where other inputs are", async () => {
    const { failures } = await started("Subscription").check(
      {},
      { applicationId: "1", apiId: "2", controlPlane: { region: "mars" } },
    );
    expect(failures).toEqual([{ property: "controlPlane.region", reason: "allowed: us, eu" }]);
  });

  test("that is not known yet is let through", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { inputs, failures } = await started("Application").check(
      {},
      { name: "storefront", controlPlane: unknown },
    );
    expect([inputs.controlPlane, failures]).toEqual([unknown, []]);
  });

  test("names credentials that are nowhere: says where they have to stand", async () => {
    const error = await refused(
      made(
        { name: "storefront", controlPlane: place(), claimant },
        started("Application", configured({ paris: seed.client })),
      ),
    );
    expect(error.message).toContain('there are none in the stack configuration "shop:berlin"');
    expect(error.message).toContain("pulumi config set --secret --path shop:berlin.token");
  });
});

describe("the argument", () => {
  test("takes the configuration's whole object, and leaves the program's part of it out", () => {
    const whole = { organization, identityProvider: "AzureAD", keyType: "SANDBOX" };
    expect(placeOf(whole)).toEqual({ organization });
  });

  test.each([
    ["a token", { organization, token: "hunter2" }, "not token."],
    ["an object of credentials", { credentials: { token: "hunter2" } }, "has an object as credentials."],
    ["a password in an address", { publisherUrl: "https://a:hunter2@b/" }, "a password in publisherUrl"],
  ])("with %s is refused before the engine hears of it", (_, given, words) => {
    let said = "";
    try {
      placeOf(given as ControlPlaneArgs);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toContain(words);
    expect(said).not.toContain("hunter2");
  });

  test("stays a secret where it is one", async () => {
    expect(await pulumi.isSecret(placeOf(pulumi.secret({ organization })) as pulumi.Output<unknown>)).toBe(
      true,
    );
  });
});

describe("look-ups", () => {
  const lookUp = (given: ControlPlaneArgs, env: NodeJS.ProcessEnv = {}) =>
    controlPlane(at(configured(), given), env);

  test("take the same object beside the configuration, and its credentials alone", async () => {
    const { token } = { token: "of-the-environment" };
    const { organizationId: found } = await lookUp(place(), { CHOREO_TOKEN: token }).identity();
    expect(found ?? organizationId).toBe(organizationId);
    expect(there.requests().some(({ path }) => path.startsWith("/oauth2/token"))).toBe(true);
  });

  test("say that it is the argument that is wrong, and not the configuration", () => {
    expect(() => lookUp({ region: "mars" as "us" })).toThrow(
      'the argument controlPlane.region is "mars"; allowed: us, eu\n  Correct it in the program.',
    );
    expect(() => lookUp({ flavour: "apim", credentials: "berlin" })).toThrow(
      "the argument controlPlane.url is missing\n  Set it in the program.",
    );
  });
});
