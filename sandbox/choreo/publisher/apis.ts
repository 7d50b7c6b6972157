import type { Emulation } from "../emulation.ts";
import { page } from "../http/paging.ts";
import { type Call, ok, type Route } from "../http/route.ts";
import { keepLater } from "../http/version-2.ts";
import { refusal } from "../rules/refusal.ts";
import { subscriptionPolicies } from "../rules/throttling.ts";
import type { StoredApi } from "../store/model.ts";
import { readContent, showApi } from "./api-content.ts";
import { type ApiBody, apiSchema } from "./api-schema.ts";
import { matches, type Searchable } from "./search.ts";

const view = ["apim:api_view", "apim:api_manage", "apim:api_import_export"];

/** `/apis` and `/apis/{apiId}` of the Publisher. */
export const apiRoutes: Route[] = [
  {
    method: "GET",
    path: "/apis",
    scopes: [...view, "apim:api_list_view"],
    handle: ({ emulation, query }) => {
      const text = query.get("query") ?? "";
      const found = [...emulation.store.apis.values()]
        .filter((api) => matches(searchable(api), text))
        .sort((a, b) => a.content.name.localeCompare(b.content.name));
      return ok(
        page(
          found.map((api) => summary(emulation, api)),
          query,
          "/apis",
        ),
      );
    },
  },
  { method: "POST", path: "/apis", scopes: ["apim:api_create", "apim:api_manage"], handle: create },
  {
    method: "GET",
    path: "/apis/:apiId",
    scopes: [...view, "apim:api_product_import_export"],
    handle: (call) => {
      const { store, switches } = call.emulation;
      const revision =
        switches.revisionReads === "present" ? store.revisions.get(call.param("apiId")) : undefined;
      if (!revision) return ok(showApi(call.emulation, findApi(call)));
      return ok(
        showApi(call.emulation, call.emulation.store.apis.get(revision.apiId) as StoredApi, revision),
      );
    },
  },
  {
    method: "PUT",
    path: "/apis/:apiId",
    scopes: ["apim:api_create", "apim:api_manage", "apim:api_publish"],
    handle: update,
  },
  {
    method: "DELETE",
    path: "/apis/:apiId",
    scopes: ["apim:api_delete", "apim:api_manage", "apim:api_import_export"],
    handle: (call) => {
      const api = findApi(call);
      if (call.emulation.store.subscriptionsOf({ apiId: api.id }).length > 0) {
        throw refusal.conflict(`Cannot remove the API ${api.id} as active subscriptions exist`);
      }
      call.emulation.store.removeApi(api.id);
      call.emulation.changed();
      return ok();
    },
  },
];

/** The API that the path names, or 404. */
export function findApi(call: Call): StoredApi {
  const id = call.param("apiId");
  const api = call.emulation.store.apis.get(id);
  if (!api) throw refusal.apiNotFound(id);
  return api;
}

/** Adds an API whose body has been checked; the seed and the helper for many APIs use it too. */
export function addApi(emulation: Emulation, body: ApiBody, provider: string, id?: string): StoredApi {
  const { store } = emulation;
  const now = store.now();
  const api: StoredApi = {
    id: id ?? store.newId(),
    provider,
    lifeCycleStatus: "CREATED",
    workflowStatus: null,
    createdTime: now,
    lastUpdatedTime: now,
    content: readContent(emulation, body),
    nextRevision: 1,
  };
  store.apis.set(api.id, api);
  emulation.changed();
  return api;
}

async function create(call: Call) {
  const { emulation } = call;
  const { store, switches } = emulation;
  if (switches.apiQuota !== null && store.apis.size >= switches.apiQuota) return { status: 429 };
  const body = await call.json(apiSchema(emulation));
  for (const { content } of store.apis.values()) {
    if (content.name === body.name) throw refusal.apiNameExists(body.name);
    if (content.context === body.context) throw refusal.apiContextExists(body.context);
  }
  checkPolicies(body.policies ?? []);
  const api = addApi(emulation, body, call.caller.subject);
  if (api.content.operations.length === 0) {
    // APIMappingUtil adds these to an API without operations.
    const verbs = ["GET", "PUT", "POST", "DELETE", "PATCH"];
    api.content = readContent(emulation, {
      ...body,
      operations: verbs.map((verb) => ({ verb, target: "/*" })),
    });
  }
  return { status: 201, body: showApi(emulation, api), headers: { location: `/apis/${api.id}` } };
}

async function update(call: Call) {
  const { emulation, caller } = call;
  const sent = await call.json(apiSchema(emulation));
  const api = findApi(call);
  const body = call.isVersion2 ? keepLater(sent, showApi(emulation, api)) : sent;
  const isPublic = api.lifeCycleStatus === "PUBLISHED" || api.lifeCycleStatus === "DEPRECATED";
  if (isPublic && !caller.scopes.has("apim:api_publish") && !caller.scopes.has("apim:api_manage")) {
    throw refusal.updateForbiddenInState(api.lifeCycleStatus);
  }
  if ((body.operations ?? []).length === 0) throw refusal.noResources();
  const isDraft = api.lifeCycleStatus === "CREATED" || api.lifeCycleStatus === "PROTOTYPED";
  if (!isDraft && (body.policies ?? []).length === 0) throw refusal.tierNull();
  checkPolicies(body.policies ?? []);

  // The name is fixed on premises alone; version and context always are.
  const name = emulation.flavour === "choreo" ? body.name : api.content.name;
  for (const other of emulation.store.apis.values()) {
    const isOther = other.id !== api.id && other.content.name !== api.content.name;
    if (isOther && other.content.name === name) throw refusal.apiNameExists(name);
  }
  const { version, context, additionalProperties } = api.content;
  const content = readContent(emulation, { ...body, name, version, context });
  const isKept = emulation.switches.customProperties === "kept";
  api.content = isKept ? content : { ...content, additionalProperties };
  api.lastUpdatedTime = emulation.store.now();
  emulation.changed();
  return ok(showApi(emulation, api));
}

function checkPolicies(policies: string[]): void {
  if (policies.some((name) => !subscriptionPolicies.some((policy) => policy.name === name))) {
    throw refusal.tierInvalid();
  }
}

export function searchable(api: StoredApi): Searchable {
  const { name, version, context, rest } = api.content;
  return {
    name,
    version,
    context,
    provider: api.provider,
    status: api.lifeCycleStatus,
    description: String(rest.description ?? ""),
    tags: (rest.tags as string[] | null) ?? [],
  };
}

function summary({ flavour }: Emulation, api: StoredApi): object {
  const { name, version, context, rest, additionalProperties } = api.content;
  return {
    id: api.id,
    name,
    description: rest.description,
    context,
    additionalProperties,
    additionalPropertiesMap: Object.fromEntries(additionalProperties.map((item) => [item.name, item])),
    version,
    provider: api.provider,
    type: rest.type,
    audience: rest.audience,
    lifeCycleStatus: api.lifeCycleStatus,
    workflowStatus: api.workflowStatus,
    hasThumbnail: rest.hasThumbnail,
    securityScheme: rest.securityScheme,
    createdTime: api.createdTime,
    updatedTime: api.lastUpdatedTime,
    gatewayVendor: rest.gatewayVendor,
    advertiseOnly: false,
    ...(flavour === "apim" ? { gatewayType: "wso2/synapse" } : {}),
  };
}
