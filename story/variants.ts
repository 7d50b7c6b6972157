import type { RunningChoreo } from "../sandbox/choreo/index.ts";
import * as seed from "../sandbox/seed.ts";

/** Other ways to tell the story, each a flag of its own. Choreo only. */
export interface Variants {
  /** The permissions of the API books live in Choreo: its component brings them in its document. */
  permissionsInChoreo?: boolean | undefined;
  /** The stack makes the identity provider. */
  makeIdentityProvider?: boolean | undefined;
}

type Config = Record<string, unknown>;
const { books } = seed.choreo.apis;

/** The component's document: the permissions of Pulumi.local.yaml. */
const document = {
  paths: {
    "/books": {
      get: { security: [{ oauth: ["books_read"] }] },
      post: { security: [{ oauth: ["books_add"] }] },
    },
    "/books/{id}": {
      get: { security: [{ oauth: ["books_read"] }] },
      delete: { security: [{ oauth: ["books_add"] }] },
    },
  },
  components: {
    securitySchemes: {
      oauth: {
        flows: {
          implicit: {
            scopes: { books_add: "Add a book to the catalogue", books_read: "Read the catalogue" },
          },
        },
      },
    },
  },
};

/** What people have done before, and the settings that go with it. */
export async function prepare(
  choreo: RunningChoreo,
  config: Config,
  { permissionsInChoreo, makeIdentityProvider }: Variants,
): Promise<Config> {
  const settings = structuredClone(config) as { [key: string]: Record<string, unknown> };
  if (permissionsInChoreo) {
    choreo.deployComponent({ apiId: books.id, document });
    await byHand(
      choreo,
      "POST",
      `${choreo.urls.publisher}/apis/change-lifecycle?apiId=${books.id}&action=Publish&`,
    );
    const apis = settings["choreo-azuread:apis"] as { books: Record<string, unknown> };
    const { operations: _, ...rest } = apis.books;
    apis.books = { ...rest, permissionsFrom: "choreo" };
  }
  if (makeIdentityProvider) {
    // A tenant's issuer can be there once.
    await byHand(
      choreo,
      "DELETE",
      `${choreo.urls.admin}/key-managers/${seed.choreo.identityProviders.v2.id}?`,
    );
    const name = seed.choreo.identityProviders.v2.name;
    settings["choreo-azuread:choreo"] = { ...settings["choreo-azuread:choreo"], identityProvider: { name } };
  }
  return settings;
}

async function byHand(choreo: RunningChoreo, method: string, url: string): Promise<void> {
  const response = await fetch(`${url}organizationId=${seed.choreo.organizationId}`, {
    method,
    headers: { authorization: `Bearer ${await choreo.mintToken()}` },
  });
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status}`);
}
