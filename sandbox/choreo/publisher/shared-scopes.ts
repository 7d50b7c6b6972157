import type { Emulation } from "../emulation.ts";
import { page } from "../http/paging.ts";
import { type Answer, type Call, ok, type Route } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import type { ApiContent, SharedScope } from "../store/model.ts";
import { scopeSchema } from "./api-schema.ts";

const view = ["apim:api_view", "apim:shared_scope_manage"];
const manage = ["apim:shared_scope_manage"];
// The server itself checks the name, with a code of its own.
const bodySchema = scopeSchema.partial();

/** `/scopes` of the Publisher: scopes that several APIs share. */
export const sharedScopeRoutes: Route[] = [
  {
    method: "GET",
    path: "/scopes",
    scopes: view,
    handle: ({ emulation, query }) => {
      const all = [...emulation.store.sharedScopes.values()];
      return ok(
        page(
          all.map((scope) => show(emulation, scope)),
          query,
          "/scopes",
        ),
      );
    },
  },
  { method: "POST", path: "/scopes", scopes: manage, handle: create },
  {
    method: "HEAD",
    path: "/scopes/:scopeId",
    scopes: ["apim:api_create", "apim:api_publish", "apim:api_manage", ...manage],
    handle: (call) => {
      // The parameter is the encoded name here, not the id.
      const name = Buffer.from(call.param("scopeId"), "base64url").toString("utf8");
      return { status: nameTaken(call.emulation, name) ? 200 : 404 };
    },
  },
  {
    method: "GET",
    path: "/scopes/:scopeId",
    scopes: view,
    handle: (call) => ok(show(call.emulation, find(call))),
  },
  {
    method: "PUT",
    path: "/scopes/:scopeId",
    scopes: manage,
    handle: async (call) => {
      const body = await call.json(bodySchema);
      const scope = find(call);
      if (!body.displayName) throw refusal.sharedScopeDisplayNameMissing();
      // The name in the body is ignored: it is immutable.
      scope.displayName = body.displayName;
      scope.description = body.description ?? "";
      scope.bindings = body.bindings ?? [];
      return ok(show(call.emulation, scope));
    },
  },
  {
    method: "DELETE",
    path: "/scopes/:scopeId",
    scopes: manage,
    handle: (call) => {
      const scope = find(call);
      if (usages(call.emulation, scope) > 0) throw refusal.sharedScopeInUse(scope.id);
      call.emulation.store.sharedScopes.delete(scope.id);
      return ok();
    },
  },
  {
    method: "GET",
    path: "/scopes/:scopeId/usage",
    scopes: [...view, "apim:api_manage"],
    handle: (call) => ok(showUsage(call.emulation, find(call))),
  },
];

function find(call: Call): SharedScope {
  const id = call.param("scopeId");
  const scope = call.emulation.store.sharedScopes.get(id);
  if (!scope) throw refusal.sharedScopeNotFound(id);
  return scope;
}

async function create(call: Call): Promise<Answer> {
  const { emulation } = call;
  const body = await call.json(bodySchema);
  if (!body.name) throw refusal.sharedScopeNameMissing();
  if (!body.displayName) throw refusal.sharedScopeDisplayNameMissing();
  if (nameTaken(emulation, body.name)) throw refusal.scopeExists(body.name);
  const scope: SharedScope = {
    id: emulation.store.newId(),
    name: body.name,
    displayName: body.displayName,
    description: body.description ?? "",
    bindings: body.bindings ?? [],
  };
  emulation.store.sharedScopes.set(scope.id, scope);
  return { status: 201, body: show(emulation, scope), headers: { location: `/scopes/${scope.id}` } };
}

function nameTaken({ store }: Emulation, name: string): boolean {
  const shared = [...store.sharedScopes.values()].some((scope) => scope.name === name);
  return (
    shared || [...store.apis.values()].some(({ content }) => content.scopes.some(({ key }) => key === name))
  );
}

/** Rows of AM_API_RESOURCE_SCOPE_MAPPING: operations of working copies and of revisions alike. */
function usages({ store }: Emulation, scope: SharedScope): number {
  const contents = [...store.apis.values(), ...store.revisions.values()].map(({ content }) => content);
  return contents.reduce((sum, content) => sum + operationsWith(content, scope).length, 0);
}

function operationsWith(content: ApiContent, scope: SharedScope) {
  return content.operations.filter(({ scopes }) => scopes.includes(scope.name));
}

function show(emulation: Emulation, { id, name, displayName, description, bindings }: SharedScope): object {
  const scope = { id, name, displayName, description, bindings };
  return { ...scope, usageCount: usages(emulation, scope) };
}

function showUsage({ store }: Emulation, scope: SharedScope): object {
  const using = [...store.apis.values()].filter(({ content }) => operationsWith(content, scope).length > 0);
  return {
    id: scope.id,
    name: scope.name,
    usedApiList: using.map(({ content, provider }) => ({
      name: content.name,
      context: content.context,
      version: content.version,
      provider,
      usedResourceList: operationsWith(content, scope).map(({ target, verb }) => ({ target, verb })),
    })),
  };
}
