import { beforeEach, describe, expect, test } from "@jest/globals";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import * as Subscription from "../../providers/choreo/Subscription/handlers.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { sharedByTests } from "../lifetimes.ts";
import { letTimePassAtOnce } from "./atOnce.ts";
import { calls, configFor, make, refused, startEmulator } from "./harness.ts";

const apiId = seed.apis.books.id;
const claimant = "shop/dev/storefront";
const clientId = "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9";

describe.each(["choreo", "apim"] as const)("in the flavour %s", (flavour) => {
  letTimePassAtOnce();
  const emulator = sharedByTests(() => startEmulator({ flavour }));
  let config: ProviderConfig;

  beforeEach(async () => {
    await fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" });
    config = configFor(emulator);
    await ApiLifecycle.create(config, { apiId, claimant, state: "PUBLISHED" });
    emulator.clearRequests();
  });

  const application = (changes = {}) =>
    make(Application, config, { name: "storefront", claimant, ...changes });
  const key = (applicationId: string, changes = {}) =>
    make(IdpKey, config, {
      applicationId,
      identityProvider: seed.identityProviders.v2.name,
      consumerKey: clientId,
      keyType: "PRODUCTION",
      ...changes,
    });
  const subscription = (applicationId: string, changes = {}) =>
    make(Subscription, config, { applicationId, apiId, ...changes });

  test("an application, its key and its subscription cost one call each", async () => {
    const { id } = await application();
    await key(id);
    await subscription(id);
    expect(calls(emulator).filter((call) => !/oauth2|register/.test(call))).toEqual([
      "POST /applications",
      "POST /applications/*/map-keys",
      "POST /subscriptions",
    ]);
  });

  test("a change leaves what people have set beside it: groups, attributes, visibility", async () => {
    const made = await application();
    const own = emulator.flavour === "apim" ? { visibility: "SHARED_WITH_ORG" } : {};
    const set = { ...own, attributes: { team: "books" } };
    const { applicationId, name, throttlingPolicy, description } = await devportal(made.id);
    await devportal(made.id, { applicationId, name, throttlingPolicy, description, ...set });
    await Application.update(config, made.id, made.outs, { ...made.inputs, description: "Changed" });
    expect(await devportal(made.id)).toMatchObject({ ...set, description: "Changed" });
  });

  /** Reads or replaces an application as its owner would. */
  async function devportal(id: string, body?: object): Promise<Record<string, unknown>> {
    const isChoreo = emulator.flavour === "choreo";
    const query = isChoreo ? `?organizationId=${seed.organizationId}` : "";
    const token = isChoreo
      ? seed.personalAccessToken
      : await emulator.mintToken({ subject: seed.admin.username });
    const response = await fetch(`${emulator.urls.devportal}/applications/${id}${query}`, {
      method: body ? "PUT" : "GET",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, unknown>;
  }

  test("a read finds what it made, and what changed or went behind its back", async () => {
    const app = await application();
    const mapped = await key(app.id);
    const subscribed = await subscription(app.id);
    expect(await Application.read(config, app.id, app.outs)).toMatchObject({ id: app.id, props: app.outs });
    expect(await IdpKey.read(config, mapped.id, mapped.outs)).toMatchObject({
      id: mapped.id,
      props: mapped.outs,
    });
    expect(await Subscription.read(config, subscribed.id, subscribed.outs)).toMatchObject({
      props: subscribed.outs,
    });

    await Application.update(config, app.id, app.outs, { ...app.inputs, description: "Changed" });
    const changed = await Application.read(config, app.id, app.outs);
    expect(changed).toMatchObject({ inputs: { description: "Changed" } });

    await Application.remove(config, app.id, app.outs);
    for (const [handlers, { id, outs }] of [
      [Application, app],
      [IdpKey, mapped],
      [Subscription, subscribed],
    ] as const) {
      expect((await handlers.read(config, id, outs)).id).toBeUndefined();
      // Deleted together with the application: that is fine.
      await handlers.remove(config, id, outs);
    }
  });

  test("a name that is taken is an error that says so, and adopting takes it over", async () => {
    const { id } = await application({ description: "Somebody else's" });
    const error = await refused(application());
    expect(error.message).toContain(`there is an application of this name already (${id})`);
    expect(error.message).toContain("adopt: true");
    const adopted = await application({ adopt: true });
    expect(adopted.id).toBe(id);
    expect(adopted.outs).toMatchObject({ description: "Managed by Pulumi: shop/dev" });
  });

  test("a client id is named together with the application that has it", async () => {
    const first = await application();
    await key(first.id);
    const second = await application({ name: "backoffice" });
    const error = await refused(key(second.id));
    expect(error.message).toContain(`client id ${clientId} is already mapped in application "storefront"`);
    expect(error.message).toContain("one application only");
  });

  test("the rules behind the same code are told apart", async () => {
    const { id } = await application();
    await key(id);
    const sandbox = await refused(key(id, { keyType: "SANDBOX" }));
    expect(sandbox.message).toContain("cannot be PRODUCTION and SANDBOX");
    const other = await refused(key(id, { consumerKey: "another" }));
    expect(other.message).toContain(`another PRODUCTION key of AzureAD already: ${clientId}`);
  });

  test("a key of another identity provider is in nobody's way and is not blamed", async () => {
    const first = await application();
    await key(first.id);
    const second = await application({ name: "backoffice" });
    const { name } = seed.identityProviders.v1;
    await key(second.id, { identityProvider: name, consumerKey: "another" });
    const error = await refused(key(second.id));
    expect(error.message).toContain(`client id ${clientId} is already mapped in application "storefront"`);
  });

  test("the holder is looked for in all pages, and the error says how far it looked", async () => {
    const first = await application();
    await key(first.id);
    const second = await application({ name: "backoffice" });
    // A page of one, of two applications; the next page is the emulator's own.
    const page = { count: 1, list: [{ ...second.outs, applicationId: second.id }], pagination: { total: 2 } };
    emulator.setFaults([
      { match: { method: "GET", path: "/applications[?]" }, then: { status: 200, body: page } },
    ]);
    const error = await refused(key(second.id));
    expect(error.message).toContain('already mapped in application "storefront"');

    emulator.setFaults([
      {
        match: { method: "GET", path: `/applications/${first.id}/oauth-keys` },
        then: { status: 403, body: { code: 403 } },
      },
    ]);
    const hidden = await refused(key((await application({ name: "third" })).id));
    expect(hidden.message).toContain("in none of the 3 applications that the caller sees");
    expect(hidden.message).toContain('whose keys could not be read: "storefront"');
  });

  test("a run that was cut short finds what it had made", async () => {
    const first = await application();
    const again = await application();
    expect(again.id).toBe(first.id);
    const mapped = await key(first.id);
    expect((await key(first.id)).id).toBe(mapped.id);
    const subscribed = await subscription(first.id);
    expect((await subscription(first.id)).id).toBe(subscribed.id);
  });

  test("a subscription with another plan is not taken over unasked", async () => {
    const { id } = await application();
    await subscription(id, { throttlingPolicy: "Unlimited" });
    const api = emulator.state() as { apis: { id: string; policies: string[] }[] };
    const other = api.apis.find((one) => one.id === apiId)?.policies.find((policy) => policy !== "Unlimited");
    const error = await refused(subscription(id, { throttlingPolicy: other }));
    expect(error.message).toMatch(/subscribed already .* plan Unlimited/);
    const adopted = await subscription(id, { throttlingPolicy: other, adopt: true });
    expect(await Subscription.read(config, adopted.id, adopted.outs)).toMatchObject({
      props: { throttlingPolicy: other },
    });
  });

  test("an API that is not published cannot be subscribed, and the error says why", async () => {
    const { id } = await application();
    const error = await refused(subscription(id, { apiId: seed.apis.orders.id }));
    expect(error.message).toContain("the API is in state CREATED");
    expect(error.message).toContain("publish it first");
  });

  test("a switched-off identity provider is an error that names the setting", async () => {
    const { id } = await application();
    const error = await refused(key(id, { identityProvider: seed.identityProviders.disabled.name }));
    expect(error.message).toContain("code 901403");
    expect(error.message).toContain("choreo.identityProvider");
  });

  test.each([
    ["application", () => application()],
    ["key", async () => key((await application()).id)],
    ["subscription", async () => subscription((await application()).id)],
  ] as const)(
    "a %s that waits for approval stays in the state, and the next run picks it up",
    async (kind, begin) => {
      emulator.setSwitches({ workflows: { [kind]: true } });
      const error = await refused(begin());
      expect(error.message).toContain("waits for approval");
      expect(error.properties).toHaveProperty("__provider");
      const handlers = { application: Application, key: IdpKey, subscription: Subscription }[kind];
      const { id, properties = {} } = error;
      const inputs = { ...properties };
      await refused(handlers.update(config, String(id), properties, inputs));
      await fetch(`${emulator.url}/_sandbox/choreo/approve`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: "{}",
      });
      const { outs } = await handlers.update(config, String(id), properties, inputs);
      expect(Object.values(outs)).not.toContain("CREATED");
      emulator.setSwitches({ workflows: { [kind]: false } });
    },
  );

  test("a refresh of 120 resources takes less than 0.4 calls each", async () => {
    const made = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const app = await application({ name: `app-${index}` });
        const mapped = await key(app.id, { consumerKey: `client-${index}` });
        return [app, mapped, await subscription(app.id)] as const;
      }),
    );
    emulator.clearRequests();
    const found = await Promise.all(
      made.flatMap(([app, mapped, subscribed]) => [
        Application.read(config, app.id, app.outs),
        IdpKey.read(config, mapped.id, mapped.outs),
        Subscription.read(config, subscribed.id, subscribed.outs),
      ]),
    );
    expect(found.every(({ id }) => id !== undefined)).toBe(true);
    expect(calls(emulator).length).toBeLessThanOrEqual(0.4 * 120);
  });
});
