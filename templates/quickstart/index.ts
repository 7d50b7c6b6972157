import * as pulumi from "@pulumi/pulumi";
import { AzureClientApp, AzureWebApi, ChoreoApi, ChoreoApplication } from "choreo-azuread";
import { controlPlane, fullyQualifiedName, getApi } from "choreo-azuread/choreo";

const environment = pulumi.getStack();
const about = { displayName: "Read books", description: "List and read books" };

// Look-ups first: what does not exist stops the run before anything is made.
const api = await getApi(controlPlane(new pulumi.Config()), { name: "books", version: "1.0.0" });
const scope = fullyQualifiedName(api, "books_read");

const published = new ChoreoApi("books", {
  apiId: api.apiId,
  permissions: { books_read: about },
  operations: { "GET /books": ["books_read"] },
});
const webApi = new AzureWebApi("books", {
  displayName: `books (${environment})`,
  scopes: { books_read: { ...about, value: scope, consent: "users" } },
});
const client = new AzureClientApp("shop", {
  displayName: `shop (${environment})`,
  redirectUris: ["https://localhost:9000/"],
  uses: {
    books: {
      clientId: webApi.clientId,
      servicePrincipalObjectId: webApi.servicePrincipalObjectId,
      scopes: { [scope]: webApi.scopeIds.books_read },
    },
  },
  secret: { rotation: 1, endDate: "2027-06-30T00:00:00Z" },
});
new ChoreoApplication("shop", {
  name: `shop (${environment})`,
  identityProvider: "AzureAD",
  clientId: client.clientId,
  keyType: "PRODUCTION",
  subscriptions: { books: published.publishedApiId },
});

export const clientId = client.clientId;
export const clientSecret = client.clientSecret;
