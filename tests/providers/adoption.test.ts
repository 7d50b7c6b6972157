import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { personAt } from "../engine/choreoPerson.ts";
import { configFor, refused, startEmulator } from "./harness.ts";
import { Program } from "./program.ts";

// What a person made before there was a stack, without the engine; a scope goes through it in tests/inProcess/adoption.test.ts.
// Applications: lost-state.test.ts.

let choreo: RunningChoreo;
let person: ReturnType<typeof personAt>;
let runs = 0;
beforeEach(async () => {
  choreo = await startEmulator();
  person = personAt(choreo);
});
afterEach(() => choreo.close());

const config = () => configFor(choreo, { run: ++runs });
const apiId = seed.apis.books.id;
const clientId = "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9";
const state = () => JSON.stringify(choreo.state());
const withOne = (type: string, inputs: Values) =>
  new Program([{ type, inputs: { claimant: "shop/dev/one", ...inputs } }]);

/** What the failure says, once it is certain that nothing was changed or recorded. */
async function refusal(type: string, inputs: Values): Promise<string> {
  const before = state();
  const program = withOne(type, inputs);
  const { message } = await refused(program.up(config()));
  expect(state()).toBe(before);
  expect(program.made).toEqual([]);
  return message.replace(/\s+/g, " ");
}

/** Takes it over, calls `whileThere`, and destroys. */
async function takeOver(type: string, inputs: Values, whileThere: () => void): Promise<void> {
  const program = withOne(type, inputs);
  await program.up(config());
  expect(program.preview(config())).toEqual([]);
  expect(await program.refresh(config())).toEqual([]);
  expect(program.preview(config())).toEqual([]);
  whileThere();
  await program.destroy(config());
}

describe("permissions of an API", () => {
  const scope = { name: "books_add", displayName: "Add", description: "Add a book" };
  const { name, ...texts } = scope;
  const permissions = { apiId, scopes: { [name]: texts }, operations: { "POST /books": [name] } };
  const books = () => {
    const { apis } = choreo.state() as {
      apis: {
        id: string;
        scopes: unknown[];
        operations: { verb: string; target: string; scopes: string[] }[];
      }[];
    };
    const { scopes = [], operations = [] } = apis.find(({ id }) => id === apiId) ?? {};
    const guarded = operations.filter((operation) => operation.scopes.includes(name));
    return { scopes, guarded: guarded.map(({ verb, target }) => `${verb} ${target}`) };
  };

  test.each([
    ["the same texts and operations", scope, ["POST /books"]],
    ["other texts and operations", { name, displayName: "By hand", description: "" }, ["DELETE /books/{id}"]],
  ])(
    "a scope with %s is taken over when asked only, and given back as it was",
    async (_, byHand, operations) => {
      await person.addScope(byHand, operations);
      const before = state();
      const message = await refusal("ApiPermissions", permissions);
      expect(message).toContain("books_add exists already, and no stack made it");
      expect(message).toContain("take it over: adopt: true");
      await takeOver("ApiPermissions", { ...permissions, adopt: true }, () => {
        expect(books().scopes).toMatchObject([{ scope }]);
        // What the program does not name stays attached.
        expect(books().guarded.sort()).toEqual([...new Set([...operations, "POST /books"])].sort());
      });
      expect(state()).toBe(before);
    },
  );
});

describe("the key of an identity provider", () => {
  const keyOf = (applicationId: string) => ({
    applicationId,
    identityProvider: seed.identityProviders.v2.name,
    consumerKey: clientId,
    keyType: "PRODUCTION",
  });

  test.each([false, true])("the same mapping is the stack's and goes with it, adopt: %s", async (adopt) => {
    const application = await person.makeApplication("storefront");
    const before = state();
    await person.mapKey(application, clientId);
    const mapped = state();
    await takeOver("IdpKey", { ...keyOf(application), adopt }, () => expect(state()).toBe(mapped));
    expect(state()).toBe(before);
  });

  test.each([false, true])(
    "another client's mapping stays, and the error says why, adopt: %s",
    async (adopt) => {
      const application = await person.makeApplication("storefront");
      await person.mapKey(application, "another-client");
      const message = await refusal("IdpKey", { ...keyOf(application), adopt });
      expect(message).toContain("another PRODUCTION key of AzureAD already: another-client");
      expect(message).toContain("one key per identity provider and key type");
      expect(message).toContain("It is never replaced, as another client uses it");
    },
  );

  test("a client id that another application has stays there, and the error names it", async () => {
    await person.mapKey(await person.makeApplication("backoffice"), clientId);
    const application = await person.makeApplication("storefront");
    const message = await refusal("IdpKey", { ...keyOf(application), adopt: true });
    expect(message).toContain('already mapped in application "backoffice"');
    expect(message).toContain("in one application only");
  });
});

describe("a subscription", () => {
  let application: string;
  let before: string;
  const subscriptionOf = (throttlingPolicy: string) => ({
    applicationId: application,
    apiId,
    throttlingPolicy,
  });
  beforeEach(async () => {
    await person.publish();
    application = await person.makeApplication("storefront");
    before = state();
    await person.subscribe(application, "Bronze");
  });

  test.each([false, true])("with the same plan is the stack's and goes with it, adopt: %s", async (adopt) => {
    const subscribed = state();
    await takeOver("Subscription", { ...subscriptionOf("Bronze"), adopt }, () =>
      expect(state()).toBe(subscribed),
    );
    expect(state()).toBe(before);
  });

  test("with another plan is taken over when asked only, gets the plan, and goes with the stack", async () => {
    const message = await refusal("Subscription", subscriptionOf("Unlimited"));
    expect(message).toMatch(/it is subscribed already \([\w-]{36}\), with the plan Bronze/);
    expect(message).toContain("take it over: adopt: true");
    const changed = state().replace('"throttlingPolicy":"Bronze"', '"throttlingPolicy":"Unlimited"');
    await takeOver("Subscription", { ...subscriptionOf("Unlimited"), adopt: true }, () =>
      expect(state()).toBe(changed),
    );
    expect(state()).toBe(before);
  });
});
