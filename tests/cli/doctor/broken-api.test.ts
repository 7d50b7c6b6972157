import { entra } from "../../../sandbox/seed.ts";
import { type Chain, checkBreaks, sharedChain } from "./broken.ts";

const hangsOnApi = [
  "deployed",
  "open-operations",
  "published",
  "scope-names",
  "key-managers",
  "subscription",
  "endpoint",
];
const hangsOnWebApi = [
  "scope-names",
  "scopes-enabled",
  "assignment",
  "nothing-else",
  "api-permissions",
  "consent",
];
const add = "urn:taylordean:books:books_add";
const read = "urn:taylordean:books:books_read";
const lacksAll =
  "deployed red: Default: POST /books lacks books_add; Default: GET /books lacks books_read; Default: GET /books/{id} lacks books_read; Default: DELETE /books/{id} lacks books_add.";

async function unassign({ graph, webApiPrincipal }: Chain, ...ids: string[]) {
  const { value } = await graph.get(`${webApiPrincipal}/appRoleAssignedTo`);
  for (const { id, principalId } of value)
    if (ids.includes(principalId)) await graph.delete(`${webApiPrincipal}/appRoleAssignedTo/${id}`);
}

const { ada } = entra.users;
const { librarians } = entra.groups;

checkBreaks(sharedChain(), [
  [
    "the API gone from Choreo",
    async ({ devportal, publisher, subscription, api }) => {
      // Choreo lets nobody delete an API with subscriptions.
      await devportal.delete(subscription);
      await publisher.delete(api);
    },
    "api red: books 1.0.0 (e1000000-0000-4000-8000-000000000001) is gone.",
    hangsOnApi,
  ],
  [
    "undeployed",
    async ({ publisher, api }) => {
      const { list } = await publisher.get(`${api}/revisions?query=deployed:true`);
      await publisher.post(`${api}/undeploy-revision?revisionId=${list[0].id}`, [{ name: "Default" }]);
    },
    "deployed red: No revision is deployed: the gateway does not know the API.",
  ],
  [
    "permissions taken from the resources and deployed",
    async ({ changeApi, deploy }) => {
      await changeApi(({ operations }) => {
        for (const operation of operations) operation.scopes = [];
      });
      await deploy();
    },
    lacksAll,
  ],
  [
    "an old revision deployed, while the working copy is right",
    async ({ publisher, api }) => {
      const { list } = await publisher.get(`${api}/revisions`);
      await publisher.post(`${api}/deploy-revision?revisionId=${list[0].id}`, [
        { name: "Default", vhost: "localhost", displayOnDevportal: true },
      ]);
    },
    lacksAll,
  ],
  [
    "an operation gone from the deployed revision",
    async ({ changeApi, deploy }) => {
      await changeApi((found) => {
        found.operations = found.operations.filter(({ verb }: { verb: string }) => verb !== "POST");
      });
      await deploy();
    },
    "deployed red: Default: POST /books is not deployed.",
  ],
  [
    "the API blocked",
    ({ lifecycle }) => lifecycle("Block"),
    "published red: Its lifecycle state is BLOCKED.",
  ],
  [
    "the API demoted",
    ({ lifecycle }) => lifecycle("Demote to Created"),
    "published red: Its lifecycle state is CREATED.",
  ],
  [
    "the web API deleted",
    ({ graph, webApi }) => graph.delete(webApi),
    "web-api red: The application ",
    hangsOnWebApi,
  ],
  [
    "its service principal deleted",
    ({ graph, webApiPrincipal }) => graph.delete(webApiPrincipal),
    "web-api red: Its service principal is gone.",
    hangsOnWebApi,
  ],
  [
    "its service principal disabled",
    ({ graph, webApiPrincipal }) => graph.patch(webApiPrincipal, { accountEnabled: false }),
    "web-api red: Its service principal is disabled: nobody can sign in.",
    hangsOnWebApi,
  ],
  [
    "one capital in Azure",
    ({ changeScopes }) =>
      changeScopes((scope) => {
        scope.value = scope.value.replace("books_add", "Books_add");
      }),
    `scope-names red: Azure has "urn:taylordean:books:Books_add" instead of "${add}" (upper and lower case).`,
  ],
  [
    // Entra refuses spaces in scope values; Choreo takes them.
    "a stray space in Choreo",
    ({ changeApi }) =>
      changeApi(({ scopes }) => {
        for (const { scope } of scopes) if (scope.name === "books_add") scope.name = "books_add ";
      }),
    `scope-names red: Azure has "${add}" instead of "${add}␠" (white space).`,
  ],
  [
    "a scope renamed in Choreo",
    ({ changeApi }) =>
      changeApi(({ scopes }) => {
        for (const { scope } of scopes) if (scope.name === "books_add") scope.name = "books_append";
      }),
    `scope-names red: Choreo has no "${add}".`,
  ],
  [
    "Choreo's prefix erased",
    ({ changeApi }) =>
      changeApi((found) => {
        found.scopePrefix = null;
      }),
    `scope-names red: Choreo has no "${add}"; Choreo has no "${read}".`,
  ],
  [
    "a scope renamed in Azure",
    ({ changeScopes }) =>
      changeScopes((scope) => {
        scope.value = scope.value.replace("books_add", "books_append");
      }),
    `scope-names red: Azure has "urn:taylordean:books:books_append" instead of "${add}".`,
  ],
  [
    "a scope removed in Azure",
    async ({ graph, webApi, changeScopes }) => {
      await changeScopes((scope) => {
        scope.isEnabled = !scope.value.endsWith("books_add");
      });
      const { api } = await graph.get(webApi);
      const left = api.oauth2PermissionScopes.filter(({ isEnabled }: { isEnabled: boolean }) => isEnabled);
      await graph.patch(webApi, { api: { oauth2PermissionScopes: left } });
    },
    `scope-names red: Azure has no "${add}".`,
  ],
  [
    "a scope switched off",
    ({ changeScopes }) =>
      changeScopes((scope) => {
        if (scope.value.endsWith("books_read")) scope.isEnabled = false;
      }),
    "scopes-enabled red: Switched off: books_read.",
  ],
  [
    "the assignment of a person removed",
    (chain) => unassign(chain, ada.id),
    `assignment red: Not assigned: ${ada.userPrincipalName}.`,
  ],
  [
    "the assignment of a group removed",
    (chain) => unassign(chain, librarians.id),
    `assignment red: Not assigned: ${librarians.displayName}.`,
  ],
  [
    "assignment not required",
    ({ graph, webApiPrincipal }) => graph.patch(webApiPrincipal, { appRoleAssignmentRequired: false }),
    "assignment red: Assignment is not required: everyone in the tenant may sign in.",
  ],
  [
    "nobody assigned, as the settings say",
    async (chain) => {
      await unassign(chain, ada.id, librarians.id);
      chain.outputs.apis.books.assigned = { users: {}, groups: {} };
    },
    "assignment yellow: Nobody is assigned: nobody can sign in yet.",
  ],
]);
