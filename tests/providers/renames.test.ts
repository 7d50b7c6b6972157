import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import * as Subscription from "../../providers/choreo/Subscription/handlers.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { configFor, type Handlers, make, startEmulator } from "./harness.ts";

const apiId = seed.apis.books.id;
let emulator: RunningChoreo;
let config: ReturnType<typeof configFor>;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(async () => {
  await fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" });
  config = configFor(emulator);
  await ApiLifecycle.create(config, { apiId, claimant: "shop/dev/books", state: "PUBLISHED" });
});
afterAll(() => emulator.close());

const application = () => make(Application, config, { name: "storefront", claimant: "shop/dev/storefront" });
/** By type: inputs of a resource that stands for one object, whatever its name. */
const kinds: [string, Handlers, () => Promise<Values>][] = [
  ["Application", Application, async () => ({ name: "storefront" })],
  ["Subscription", Subscription, async () => ({ apiId, applicationId: (await application()).id })],
  [
    "IdpKey",
    IdpKey,
    async () => ({
      applicationId: (await application()).id,
      identityProvider: seed.identityProviders.v2.name,
      consumerKey: "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9",
      keyType: "PRODUCTION",
    }),
  ],
];

test.each(kinds)(
  "%s: what a new name has taken over does not go with the old name",
  async (_, handlers, inputs) => {
    const fields = await inputs();
    const old = await make(handlers, config, { ...fields, claimant: "shop/dev/old" });
    const renamed = await make(handlers, config, { ...fields, claimant: "shop/dev/new" });
    expect(renamed.id).toBe(old.id);
    await handlers.remove(config, old.id, old.outs);
    expect(await handlers.read(config, renamed.id, renamed.outs)).toMatchObject({ id: old.id });
    await handlers.remove(config, renamed.id, renamed.outs);
    expect((await handlers.read(config, renamed.id, renamed.outs)).id).toBeUndefined();
  },
);

test.each(kinds)("%s: nor in a later run, if that one was cut off", async (_, handlers, inputs) => {
  const { id, outs } = await make(handlers, config, { ...(await inputs()), claimant: "shop/dev/old" });
  // The later run compares the new name, which has the same object, and then deletes the old one.
  const renamed = { ...outs, claimant: "shop/dev/new" };
  handlers.diff(config, id, renamed, handlers.check(config, renamed, renamed).inputs);
  await handlers.remove(config, id, outs);
  expect((await handlers.read(config, id, outs)).id).toBe(id);
});

test("what is replaced goes, although it was compared under its name", async () => {
  const app = await application();
  const made = await make(Subscription, config, { apiId, applicationId: app.id, claimant: "shop/dev/a" });
  const elsewhere = { ...made.inputs, applicationId: "another" };
  expect(Subscription.diff(config, made.id, made.outs, elsewhere).replaces).toEqual(["applicationId"]);
  await Subscription.remove(config, made.id, made.outs);
  expect((await Subscription.read(config, made.id, made.outs)).id).toBeUndefined();
});

test.each([
  ["ApiPermissions", ApiPermissions as Handlers, { scopes: {}, operations: {} }],
  ["ApiDeployment", ApiDeployment as Handlers, { trigger: "1" }],
  ["ApiLifecycle", ApiLifecycle as Handlers, {}],
])(
  "%s: a claim keeps its name while its resource gets another, but not in another stack",
  (_, handlers, rest) => {
    const check = (claimant: string) =>
      handlers.check(config, { apiId, claimant: "shop/dev/books", ...rest }, { apiId, claimant, ...rest })
        .inputs;
    expect(check("shop/dev/library").claimant).toBe("shop/dev/books");
    expect(check("shop/prod/books").claimant).toBe("shop/prod/books");
  },
);
