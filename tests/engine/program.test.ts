import { expect, test } from "@jest/globals";
import { guideStack, plain } from "./guideStack.ts";
import { ENGINE_TIMEOUT, openStack } from "./harness.ts";
import { oneStack, withReports } from "./oneStack.ts";

// The life of one stack of the whole program; what changes of it look like: tests/inProcess/previews.test.ts.
const life = oneStack(withReports, openStack);
const { application, scopes, secrets } = life;

const production = { ...plain(guideStack(withReports)), "choreo-azuread:protect": true };

let before: string;

test(
  "up makes both sides",
  async () => {
    before = life.worlds();
    await life.stack.setConfig(production);
    const run = await life.stack.up();
    expect(run.changes.create).toBe(run.steps.length);
    expect(run.output).toMatch(
      /warning: apis\.books\.operations: DELETE \/books\/\{id\}, GET \/books\/\{id\} are not listed and need no permission in Choreo: everyone who can sign in to reports or storefront/,
    );
    expect(scopes()).toEqual(["urn:taylordean:books:books_add", "urn:taylordean:books:books_read"]);
    const { appId, identifierUris } = application("books (test)");
    expect(identifierUris).toEqual([`api://${appId}`]);
    expect(secrets()).toEqual(["rotation 1"]);
  },
  ENGINE_TIMEOUT,
);

test(
  "a preview after it shows no changes, and neither does what a refresh finds",
  async () => {
    const { steps } = await life.stack.preview({ flags: ["--refresh", "--expect-no-changes"] });
    expect(steps).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "outputs tell all that the guide's step 5 needs, and the secret is the only secret",
  async () => {
    const shown = await life.stack.outputs<{ connections: Record<string, Record<string, unknown>> }>();
    const { storefront } = shown.connections;
    expect(storefront).toMatchObject({
      tenantId: life.sandbox.entra.tenantId,
      clientId: application("storefront (test)").appId,
      redirectUris: ["https://localhost:9000/"],
      identityProvider: { name: "AzureAD" },
      application: { name: "storefront (test)", keyType: "PRODUCTION" },
      apis: {
        books: {
          permissions: ["books_add", "books_read"],
          scopes: ["urn:taylordean:books:books_add", "urn:taylordean:books:books_read"],
          adminConsent: false,
        },
      },
    });
    expect(shown.connections.storefront?.clientSecret).toBe("[secret]");
  },
  ENGINE_TIMEOUT,
);

test(
  "no secret is in clear in the state",
  async () => {
    const { connections } = await life.stack.outputs<{
      connections: Record<string, { clientSecret: string }>;
    }>({
      secrets: true,
    });
    const state = JSON.stringify(await life.stack.exportState());
    for (const { clientSecret } of Object.values(connections)) {
      expect(clientSecret.length).toBeGreaterThan(8);
      expect(state).not.toContain(clientSecret);
    }
    for (const credential of [life.sandbox.env.CHOREO_TOKEN, life.sandbox.env.ARM_CLIENT_SECRET])
      expect(state).not.toContain(credential);
  },
  ENGINE_TIMEOUT,
);

test(
  "production keeps what would cut users off, and nothing else",
  async () => {
    const { deployment } = await life.stack.exportState();
    const kept = (deployment.resources ?? [])
      .filter(({ protect }) => protect)
      .map(({ type, urn }) => `${type.split(/[/:]/).at(-1)} ${urn.split("::").at(-1)}`);
    expect([...new Set(kept.map((line) => line.split(" ")[0]))].sort()).toEqual([
      "ApiLifecycle",
      "Application",
      "ApplicationIdentifierUri",
      "ApplicationPassword",
      "IdpKey",
      "ServicePrincipal",
      "ServicePrincipalDelegatedPermissionGrant",
      "Subscription",
    ]);
    expect(kept.filter((line) => line.includes("Password")).sort()).toEqual([
      "ApplicationPassword reports-1",
      "ApplicationPassword storefront-1",
    ]);
    const destroyed = await life.stack.destroy({ mayFail: true });
    expect(destroyed.exitCode).not.toBe(0);
    expect(destroyed.output).toContain("cannot be deleted");
    // What was not protected is really gone, and comes back: the state still tells the truth.
    await life.configure(withReports);
    await life.stack.up();
  },
  ENGINE_TIMEOUT,
);

test(
  "a client goes without touching the others",
  async () => {
    await life.configure({ apis: withReports.apis });
    const run = await life.stack.up();
    expect(run.steps.length).toBeGreaterThan(5);
    for (const step of run.steps) expect(`${step.op} ${step.name}`).toMatch(/^delete reports/);
  },
  ENGINE_TIMEOUT,
);

test(
  "after destroy both sides are as they were",
  async () => {
    await life.stack.destroy();
    expect(JSON.parse(life.worlds())).toEqual(JSON.parse(before));
  },
  ENGINE_TIMEOUT,
);
