import type { Flavour, RunningChoreo } from "../../sandbox/choreo/index.ts";
import { startChoreo } from "../../sandbox/choreo/index.ts";
import { sandboxEnvironment } from "../../sandbox/environment.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { heldToContract } from "../contract/held.ts";

/** The types of the Choreo provider, in the order in which the program makes them. */
export const TYPES = [
  "ApiPermissions",
  "ApiDeployment",
  "ApiLifecycle",
  "Application",
  "IdpKey",
  "Subscription",
] as const;

/**
 * The Choreo half of the project's program, one resource of each type after the two look-ups that a run shares. One at a time, so
 * that the same run makes the same calls in the same order.
 */
export const PROGRAM = `
  import * as pulumi from "@pulumi/pulumi";
  import * as choreo from "#choreo/index";
  const control = choreo.controlPlane(new pulumi.Config("choreo-azuread"));
  const { apiId } = await choreo.getApi(control, { name: "books", version: "1.0.0" });
  const { name: identityProvider } = await choreo.getIdentityProvider(control, { name: "AzureAD" });
  const permissions = new choreo.ApiPermissions("books", {
    apiId,
    scopes: { books_add: { description: "Add a book" } },
    operations: { "POST /books": ["books_add"] },
  });
  const deployment = new choreo.ApiDeployment("books", { apiId, trigger: "1" }, { dependsOn: permissions });
  const lifecycle = new choreo.ApiLifecycle("books", { apiId }, { dependsOn: deployment });
  const application = new choreo.Application("storefront", { name: "storefront" }, { dependsOn: lifecycle });
  const key = new choreo.IdpKey(
    "storefront",
    {
      applicationId: application.id,
      identityProvider,
      consumerKey: "1f0c2d3e-4f50-4617-8283-94a5b6c7d8e9",
      keyType: "PRODUCTION",
    },
    { deletedWith: application },
  );
  new choreo.Subscription(
    "storefront-books",
    { applicationId: application.id, apiId },
    { deletedWith: application, dependsOn: [lifecycle, key] },
  );
`;

export const CONFIG = {
  "choreo-azuread:choreo": { organization: seed.organization, organizationId: seed.organizationId },
};

/** A control plane of one's own, over plain HTTP, held to the official OpenAPI files when it is closed. */
export async function startControlPlane(flavour: Flavour = "choreo"): Promise<RunningChoreo> {
  return heldToContract(
    await startChoreo({ entraUrl: "https://localhost:1", gatewayUrl: () => "https://localhost:2", flavour }),
  );
}

/** The environment of a run against it. */
export function environmentOf(choreo: RunningChoreo): Record<string, string> {
  const {
    NODE_EXTRA_CA_CERTS: _ca,
    SSL_CERT_FILE: _file,
    ...env
  } = sandboxEnvironment({
    entraUrl: "https://localhost:1",
    choreo,
    caPath: "",
  });
  return env;
}

interface Remembered {
  applications: { name: string; keys: unknown[]; subscriptions: unknown[] }[];
}

/** What the program makes in the Developer Portal; two of anything would be a duplicate. */
export function madeIn(choreo: RunningChoreo) {
  return (choreo.state() as Remembered).applications.map(({ name, keys, subscriptions }) => ({
    name,
    keys: keys.length,
    subscriptions: subscriptions.length,
  }));
}

export const MADE = [{ name: "storefront", keys: 1, subscriptions: 1 }];

/** Without ids: `POST /api/am/devportal/v2/applications`. */
export function callsOf(choreo: RunningChoreo): string[] {
  return choreo
    .requests()
    .map(
      ({ method, path }) =>
        `${method} ${path.replace(/\?.*$/, "").replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*")}`,
    );
}
