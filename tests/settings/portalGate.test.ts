import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { controlPlane, isOfferedInPortal } from "../../providers/choreo/index.ts";
import { type Flavour, type RunningChoreo, startChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { portalGateNotice } from "../../settings/controlPlaneProblems.ts";
import { configFor } from "../providers/emulator.ts";
import { guideConfig, parse } from "./fixture.ts";

// Whether the developer portal offers the identity provider for keys of the stack's type.

const { id, name } = seed.identityProviders.v2;
const emulators = {} as Record<Flavour, RunningChoreo>;
beforeAll(async () => {
  for (const flavour of ["choreo", "apim"] as const)
    emulators[flavour] = await startChoreo({
      entraUrl: "https://localhost:1",
      gatewayUrl: () => "https://localhost:2",
      flavour,
    });
});
beforeEach(() => fetch(`${emulators.choreo.url}/_sandbox/reset`, { method: "POST" }));
afterAll(() => Promise.all(Object.values(emulators).map((emulator) => emulator.close())));

function notices(
  keyType: "PRODUCTION" | "SANDBOX",
  flavour: Flavour = "choreo",
  clients = true,
): Promise<string[]> {
  const emulator = emulators[flavour];
  const control = controlPlane(configFor(emulator, { asked: Math.random() }), {});
  const settings = parse(guideConfig({ choreo: { keyType, flavour, url: undefined } }));
  const provider = { id, name, tokenEndpoint: "", enabled: true, tokenType: "EXTERNAL" };
  return portalGateNotice(clients ? settings : { ...settings, clients: {} }, provider, {
    isOfferedInPortal: (asked, type) => isOfferedInPortal(control, { id: asked, keyType: type }),
  });
}

test("an older organisation offers all, and nothing is said", async () => {
  expect(await notices("PRODUCTION")).toEqual([]);
});

test("a new organisation begins with the built-in provider: the notice says who adds it, and where", async () => {
  emulators.choreo.setSwitches({ portalKeyManagers: "built-in" });
  expect(await notices("SANDBOX")).toEqual([
    expect.stringMatching(
      /^choreo\.identityProvider: AzureAD is there, but the developer portal does not offer it for Sandbox keys\..* an administrator adds AzureAD for Sandbox in the settings of the developer portal/,
    ),
  ]);
});

test("each type of key has a gate of its own", async () => {
  emulators.choreo.setSwitches({ portalKeyManagers: { prod: [name], sandbox: [] } });
  expect(await notices("PRODUCTION")).toEqual([]);
  expect(await notices("SANDBOX")).toHaveLength(1);
});

test("a gate that cannot be read is said to be, and the run goes on", async () => {
  emulators.choreo.setFaults([
    {
      match: { path: "devPortalAppEnv" },
      times: 9,
      then: { status: 403, body: { code: 403, message: "No" } },
    },
  ]);
  expect(await notices("PRODUCTION")).toEqual([
    "choreo.identityProvider: whether the developer portal offers AzureAD for Production could not be looked up: No",
  ]);
});

test("API Manager has no gate, and a stack without clients makes no key", async () => {
  emulators.choreo.setSwitches({ portalKeyManagers: "built-in" });
  emulators.apim.clearRequests();
  expect(await notices("PRODUCTION", "apim")).toEqual([]);
  expect(emulators.apim.requests()).toEqual([]);
  expect(await notices("PRODUCTION", "choreo", false)).toEqual([]);
});
