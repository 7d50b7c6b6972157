import { compareWithHistory, History, type StateResource } from "../../../program/history/index.ts";
import { formatPath, type ResolvedSettings } from "../../../settings/index.ts";
import { mapValues } from "../../../shared/records.ts";
import { guideConfig, NOW, parse } from "../../settings/fixture.ts";

/** What look-ups would add; the owners are those of a run by `caller`. */
export function resolved(raw: unknown, caller = "caller-id"): ResolvedSettings {
  const settings = parse(raw);
  return {
    ...settings,
    apis: mapValues(settings.apis, (api) => ({
      ...api,
      choreo: { apiId: `${api.name}-id`, scopePrefix: `urn:taylordean:${api.name}:`, scopes: [] },
      owners: [caller],
    })),
    clients: mapValues(settings.clients, (client) => ({ ...client, owners: [caller] })),
  } as unknown as ResolvedSettings;
}

export const webApi = "choreo-azuread:index:AzureWebApi";
export const clientApp = "choreo-azuread:index:AzureClientApp";
export const choreoApi = "choreo-azuread:index:ChoreoApi";
export const application = "azuread:index/application:Application";
export const choreoApplication = "choreo-azuread:index:ChoreoApplication";

export const resource = (type: string, name: string, outputs: Record<string, unknown> = {}) => ({
  urn: `urn:pulumi:dev::choreo-azuread::${type}::${name}`,
  type,
  name,
  outputs,
});

/** The state after an `up` of the guide's example. */
export function state({
  rotations = [1],
  owners = ["caller-id"],
  roles = [] as string[],
  scopes = [] as string[],
} = {}): StateResource[] {
  return [
    resource("pulumi:pulumi:Stack", "choreo-azuread-dev", {
      apis: {
        books: {
          assigned: { users: { "ada@taylordean.example": "ada-id" }, groups: { Librarians: "group-id" } },
        },
      },
    }),
    resource(webApi, "books"),
    resource(`${webApi}$${application}`, "books", {
      displayName: "books (dev)",
      owners,
      appRoles: roles.map((value) => ({ value })),
      api: { oauth2PermissionScopes: scopes.map((value) => ({ value })) },
    }),
    resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiPermissions`, "books", {
      apiId: "books-id",
      scopes: { books_add: {}, books_read: {} },
    }),
    resource(clientApp, "storefront"),
    resource(`${clientApp}$${application}`, "storefront", {
      displayName: "storefront (dev)",
      owners,
      web: { redirectUris: ["https://localhost:9000/"] },
    }),
    ...rotations.map((number) =>
      resource(`${clientApp}$azuread:index/applicationPassword:ApplicationPassword`, `storefront-${number}`),
    ),
    resource(`${choreoApplication}$pulumi-nodejs:dynamic/choreo:Application`, "storefront", {
      name: "storefront (dev)",
    }),
    subscription("storefront-books"),
  ];
}

export function subscription(name: string, applicationId = "app-id") {
  const type = `${choreoApplication}$pulumi-nodejs:dynamic/choreo:Subscription`;
  return resource(type, name, { applicationId, apiId: "books-id" });
}

export function compare(raw: unknown, resources = state(), caller?: string) {
  const { problems, notices } = compareWithHistory(new History(resources), resolved(raw, caller), NOW);
  return { problems: problems.map(({ path, message }) => `${formatPath(path)}: ${message}`), notices };
}

export const nothing = { problems: [], notices: [] };

/** The guide's example with the API, the client, or both under another key. */
export function renamed({ api, client }: { api?: [string, object]; client?: [string, object] }) {
  const { apis, clients, ...rest } = guideConfig() as {
    apis: Record<string, object>;
    clients: Record<string, object>;
  };
  const [apiKey, apiMore] = api ?? ["books", {}];
  const [clientKey, clientMore] = client ?? ["storefront", {}];
  const uses = { [apiKey]: ["books_add", "books_read"] };
  return {
    ...rest,
    apis: { [apiKey]: { name: "books", ...apis.books, ...apiMore } },
    clients: { [clientKey]: { ...clients.storefront, uses, ...clientMore } },
  };
}
