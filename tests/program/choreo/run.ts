import { choreo as seed } from "../../../sandbox/seed.ts";
import { startTrustedSandbox } from "../../cli/fixture.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { stepsOf } from "../../inProcess/steps.ts";
import { guideConfig } from "../../settings/fixture.ts";

/**
 * The whole program against the emulators, for a stack whose API books has its permissions in Choreo, whose API orders has them in its
 * settings, and which makes its identity provider.
 */
export async function permissionsFromChoreo() {
  const apiId = seed.apis.books.id;
  const sandbox = await startTrustedSandbox();
  const { choreo } = sandbox;
  const token = await choreo.mintToken();
  const byHand = (method: string, url: string) =>
    fetch(`${url}${url.includes("?") ? "&" : "?"}organizationId=${seed.organizationId}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
    });
  const component = (post: string) => ({
    paths: {
      "/books": { get: { security: [{ oauth: ["books_read"] }] }, post: { security: [{ oauth: [post] }] } },
    },
    components: {
      securitySchemes: {
        oauth: { flows: { implicit: { scopes: { books_read: "Read", [post]: "Write" } } } },
      },
    },
  });
  const state = () =>
    choreo.state() as { apis: { id: string }[]; keyManagers: { name: string; issuer: string }[] };
  const books = () => JSON.stringify(state().apis.find(({ id }) => id === apiId));

  // The tenant's issuer can be there once.
  await byHand("DELETE", `${choreo.urls.admin}/key-managers/${seed.identityProviders.v2.id}`);
  choreo.deployComponent({ apiId, document: component("books_add") });
  await byHand("POST", `${choreo.urls.publisher}/apis/change-lifecycle?apiId=${apiId}&action=Publish`);
  const before = books();

  const {
    choreo: settings,
    apis,
    clients,
  } = guideConfig({
    choreo: { identityProvider: { name: "Entra" } },
    books: { permissions: undefined, operations: undefined, permissionsFrom: "choreo", assigned: undefined },
    apis: { orders: { version: "1.0.0", openapi: "openapi/orders.yaml", consent: "users" } },
    storefront: { uses: { books: ["books_read"], orders: ["orders_read"] } },
  });
  const config = JSON.parse(
    JSON.stringify({
      "choreo-azuread:choreo": settings,
      "choreo-azuread:apis": apis,
      "choreo-azuread:clients": clients,
    }),
  ) as Record<string, unknown>;
  const stack = new InProcessStack({ name: "dev", config, env: sandbox.env });
  const steps = async () => stepsOf(await stack.preview()).sort();

  const first = await steps();
  await stack.up();
  const isUntouched = books() === before;
  const again = await steps();
  choreo.deployComponent({ apiId, document: component("books_write") });
  const changed = await steps();
  await stack.up();
  const last = await steps();
  const outputs = await stack.outputs<{
    apis: Record<string, { permissionsFrom?: string; scopes: object }>;
    connections: Record<string, { identityProvider: { id: string; name: string } }>;
  }>();
  const found = {
    first: first.filter((step) => /choreo|Api|IdentityProvider|IdpKey/.test(step)),
    isUntouched,
    again,
    changed,
    last,
    hasRegister: books().includes("pulumi_"),
    scopes: Object.keys(outputs.apis.books?.scopes ?? {}),
    permissionsFrom: [outputs.apis.books?.permissionsFrom, outputs.apis.orders?.permissionsFrom ?? null],
    identityProvider: outputs.connections.storefront?.identityProvider,
    madeIssuer: state()
      .keyManagers.find(({ name }) => name === "Entra")
      ?.issuer.endsWith("/v2.0"),
  };
  await sandbox.stop();
  return found;
}
