import { z } from "zod";
import { type Answer, type Call, ok, type Route } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import { throughWorkflow } from "../rules/workflows.ts";
import type { KeyType, StoredApplication, StoredKeyMapping } from "../store/model.ts";
import { findApplication, mustOwn } from "./applications.ts";

const manage = ["apim:subscribe", "apim:app_manage"];
const scopes = { apim: manage, choreo: [...manage, "apim:prod_key_manage", "apim:sand_key_manage"] };
const RESIDENT = "Resident Key Manager";
const text = z.string().nullish();

const mappingRequestSchema = z.strictObject({
  consumerKey: z.string(),
  consumerSecret: text,
  keyManager: text,
  keyType: z.enum(["PRODUCTION", "SANDBOX"]),
});

const keySchema = z.strictObject({
  keyMappingId: text,
  keyManager: text,
  consumerKey: text,
  consumerSecret: text,
  supportedGrantTypes: z.array(z.string()).nullish(),
  callbackUrl: text,
  keyState: text,
  keyType: z.enum(["PRODUCTION", "SANDBOX"]).nullish(),
  mode: z.enum(["MAPPED", "CREATED"]).nullish(),
  groupId: text,
  token: z.record(z.string(), z.unknown()).nullish(),
  additionalProperties: z.unknown().optional(),
});

const one = "/applications/:applicationId/oauth-keys/:keyMappingId";

/** The keys of an application: client ids of identity providers that are mapped to it. */
export const keyRoutes: Route[] = [
  { method: "POST", path: "/applications/:applicationId/map-keys", scopes, handle: mapKeys },
  {
    method: "GET",
    path: "/applications/:applicationId/oauth-keys",
    scopes,
    handle: (call) => {
      const { store } = call.emulation;
      const list = store
        .keyMappingsOf(findApplication(call).id)
        // A disabled key manager's keys are left out, so a missing key is not always a deleted one (#3821).
        .filter(({ keyManagerId }) => store.keyManagers.get(keyManagerId)?.enabled)
        .map((mapping) => show(call, mapping, store.keyManagers.get(mapping.keyManagerId)?.name ?? ""));
      return ok({ count: list.length, list });
    },
  },
  {
    method: "GET",
    path: one,
    scopes,
    handle: (call) => {
      const known = call.emulation.store.applications.has(call.param("applicationId"));
      if (!known && call.emulation.switches.oauthKeysUnknown === "500") return ok();
      const { mapping } = findMapping(call);
      return ok(show(call, mapping, mapping.keyManagerId));
    },
  },
  { method: "PUT", path: one, scopes, handle: changeClientId },
  {
    method: "DELETE",
    path: one,
    scopes,
    handle: (call) => {
      // CXF's own answer where the operation does not exist.
      if (call.isVersion2 || call.emulation.switches.oauthKeysDelete === "absent") return { status: 405 };
      const { application, mapping } = findMapping(call);
      mustOwn(call, application);
      mustManage(call, mapping.keyType);
      call.emulation.store.removeKeyMapping(mapping.id);
      call.emulation.changed();
      return ok();
    },
  },
  { method: "POST", path: `${one}/clean-up`, scopes, handle: cleanUp },
];

async function mapKeys(call: Call): Promise<Answer> {
  const { emulation } = call;
  const { store } = emulation;
  const body = await call.json(mappingRequestSchema);
  const application = findApplication(call);
  mustOwn(call, application);
  mustManage(call, body.keyType);
  if (application.status !== "APPROVED") throw refusal.applicationInactive();
  const sent = body.keyManager ?? RESIDENT;
  const keyManager = store.keyManager(sent);
  if (!keyManager?.enabled) throw refusal.keyManagerNotRegistered();
  if (keyManager.tokenType === "EXCHANGED") throw refusal.keyManagerTakesNoApplications();
  const conflicting = [...store.keyMappings.values()].some(
    (other) =>
      other.keyManagerId === keyManager.id &&
      (other.consumerKey === body.consumerKey ||
        (other.applicationId === application.id && other.keyType === body.keyType)),
  );
  if (conflicting && emulation.switches.clientIds === "once") throw refusal.keyMappingExists();

  const mapping: StoredKeyMapping = {
    id: store.newId(),
    applicationId: application.id,
    keyManagerId: keyManager.id,
    consumerKey: body.consumerKey,
    keyType: body.keyType,
    state: "CREATED",
  };
  store.keyMappings.set(mapping.id, mapping);
  const waits = throughWorkflow(emulation, "key", mapping.id, {
    approve: () => {
      mapping.state = "COMPLETED";
    },
    reject: () => {
      mapping.state = "REJECTED";
    },
  });
  emulation.changed();
  const isExternal = keyManager.tokenType === "EXTERNAL";
  return ok({
    ...shape(mapping, sent),
    // A client that sends a secret gets it back, but it is not kept.
    consumerSecret: isExternal ? null : (body.consumerSecret ?? null),
    keyState: waits ? "CREATED" : isExternal ? "APPROVED" : null,
    token: isExternal ? null : { accessToken: "", tokenScopes: [], validityTime: 0 },
  });
}

/** Changes the client id in place, of external key managers alone, and without looking whether the new one is taken. */
async function changeClientId(call: Call): Promise<Answer> {
  const { store } = call.emulation;
  const body = await call.json(keySchema);
  const { application, mapping } = findMapping(call);
  mustOwn(call, application);
  mustManage(call, mapping.keyType);
  const keyManager = store.keyManagers.get(mapping.keyManagerId);
  if (body.consumerKey && body.consumerKey !== mapping.consumerKey) {
    if (keyManager?.tokenType !== "EXTERNAL") throw refusal.clientIdFixed();
    mapping.consumerKey = body.consumerKey;
    call.emulation.changed();
  }
  return ok(show(call, mapping, mapping.keyManagerId));
}

/** Idempotent on stock API Manager, 404 for an unknown id on Choreo's branch; no event goes to the gateway. */
function cleanUp(call: Call): Answer {
  const { store, switches } = call.emulation;
  const mapping = store.keyMappings.get(call.param("keyMappingId"));
  if (mapping?.applicationId === call.param("applicationId")) store.removeKeyMapping(mapping.id);
  else if (switches.oauthKeysUnknown === "404") throw refusal.keyMappingNotFound();
  return ok();
}

/** The application and the mapping of the path, or what the server makes of their absence. */
function findMapping(call: Call): { application: StoredApplication; mapping: StoredKeyMapping } {
  const { store, switches } = call.emulation;
  const application = store.applications.get(call.param("applicationId"));
  if (!application) {
    throw switches.oauthKeysUnknown === "404"
      ? refusal.applicationNotFound()
      : refusal.notFound("Application", call.param("applicationId"));
  }
  const mapping = store.keyMappings.get(call.param("keyMappingId"));
  if (mapping?.applicationId === application.id) return { application, mapping };
  throw switches.oauthKeysUnknown === "404" ? refusal.keyMappingNotFound() : refusal.internal();
}

function mayManage({ emulation, caller }: Call, keyType: KeyType): boolean {
  if (!emulation.switches.credentialsRbac) return true;
  return caller.scopes.has(keyType === "PRODUCTION" ? "apim:prod_key_manage" : "apim:sand_key_manage");
}

function mustManage(call: Call, keyType: KeyType): void {
  if (!mayManage(call, keyType)) throw refusal.credentialsForbidden(keyType);
}

function show(call: Call, mapping: StoredKeyMapping, keyManager: string): object {
  const is47 = call.emulation.flavour === "apim" && call.emulation.release === "4.7";
  const shown = { ...shape(mapping, keyManager), ...(is47 ? { consumerSecrets: [] } : {}) };
  return mayManage(call, mapping.keyType) ? shown : { ...shown, consumerKey: null };
}

function shape(mapping: StoredKeyMapping, keyManager: string) {
  return {
    keyMappingId: mapping.id,
    keyManager,
    consumerKey: mapping.consumerKey,
    consumerSecret: null as string | null,
    supportedGrantTypes: null,
    callbackUrl: null,
    keyState: mapping.state as string | null,
    keyType: mapping.keyType,
    mode: "MAPPED",
    groupId: null,
    token: null as object | null,
    additionalProperties: {},
  };
}
