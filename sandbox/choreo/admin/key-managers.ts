import { z } from "zod";
import type { Emulation } from "../emulation.ts";
import { type Answer, type Call, ok, type Route } from "../http/route.ts";
import { refusal } from "../rules/refusal.ts";
import type { StoredKeyManager } from "../store/model.ts";

const operate = ["apim:admin", "apim:admin_operations"];
const manage = { choreo: operate, apim: [...operate, "apim:keymanagers_manage"] };
const text = z.string().nullish();
const flag = z.boolean().nullish();
const objects = z.array(z.record(z.string(), z.unknown())).nullish();

const apimSchema = z.strictObject({
  id: text,
  name: z.string().min(1).max(100),
  displayName: z.string().max(100).nullish(),
  type: z.string().min(1).max(45),
  description: z.string().max(256).nullish(),
  wellKnownEndpoint: text,
  introspectionEndpoint: text,
  clientRegistrationEndpoint: text,
  tokenEndpoint: text,
  displayTokenEndpoint: text,
  revokeEndpoint: text,
  displayRevokeEndpoint: text,
  userInfoEndpoint: text,
  authorizeEndpoint: text,
  endpoints: objects,
  certificates: z.strictObject({ type: z.enum(["JWKS", "PEM"]), value: z.string() }).nullish(),
  issuer: text,
  alias: text,
  scopeManagementEndpoint: text,
  availableGrantTypes: z.array(z.string()).nullish(),
  enableTokenGeneration: flag,
  enableTokenEncryption: flag,
  enableTokenHashing: flag,
  enableMapOAuthConsumerApps: flag,
  enableOAuthAppCreation: flag,
  enableSelfValidationJWT: flag,
  claimMapping: objects,
  consumerKeyClaim: text,
  scopesClaim: text,
  tokenValidation: objects,
  enabled: flag,
  additionalProperties: z.record(z.string(), z.unknown()).nullish(),
  tokenType: z.enum(["EXCHANGED", "DIRECT", "BOTH"]).nullish(),
  global: flag,
  permissions: z.record(z.string(), z.unknown()).nullish(),
  allowedOrganizations: z.array(z.string()).nullish(),
});
const choreoSchema = apimSchema
  .omit({ global: true, permissions: true, allowedOrganizations: true })
  .extend({ tokenType: z.enum(["EXCHANGED", "DIRECT", "EXTERNAL"]).nullish() });

export type KeyManagerBody = z.output<typeof choreoSchema>;

const schemaOf = ({ flavour }: Emulation) =>
  (flavour === "choreo" ? choreoSchema : apimSchema) as unknown as z.ZodType<KeyManagerBody>;

/** `/key-managers` of the Admin API: Choreo's identity providers. */
export const keyManagerRoutes: Route[] = [
  {
    method: "GET",
    path: "/key-managers",
    scopes: manage,
    handle: ({ emulation }) => {
      const list = [...emulation.store.keyManagers.values()].map(
        ({ id, name, type, enabled, tokenType, rest }) => ({
          id,
          name,
          type,
          description: rest.description ?? "",
          enabled,
          tokenType,
        }),
      );
      return ok({ count: list.length, list });
    },
  },
  { method: "POST", path: "/key-managers", scopes: manage, handle: create },
  {
    method: "GET",
    path: "/key-managers/:keyManagerId",
    scopes: manage,
    handle: (call) => ok(show(find(call))),
  },
  { method: "PUT", path: "/key-managers/:keyManagerId", scopes: manage, handle: update },
  {
    method: "DELETE",
    path: "/key-managers/:keyManagerId",
    scopes: operate,
    handle: (call) => {
      const { store } = call.emulation;
      const { id } = find(call);
      if ([...store.keyMappings.values()].some((mapping) => mapping.keyManagerId === id)) {
        throw refusal.keyManagerInUse();
      }
      store.keyManagers.delete(id);
      call.emulation.changed();
      return ok();
    },
  },
];

function find(call: Call): StoredKeyManager {
  const id = call.param("keyManagerId");
  const keyManager = call.emulation.store.keyManagers.get(id);
  if (!keyManager) throw refusal.notFound("KeyManager", id);
  return keyManager;
}

async function create(call: Call): Promise<Answer> {
  const body = await call.json(schemaOf(call.emulation));
  if (call.emulation.store.keyManager(body.name)) throw refusal.keyManagerExists();
  const keyManager = addKeyManager(call.emulation, body);
  return { status: 201, body: show(keyManager), headers: { location: `/key-managers/${keyManager.id}` } };
}

async function update(call: Call): Promise<Answer> {
  const body = await call.json(schemaOf(call.emulation));
  const current = find(call);
  if (body.name !== current.name) throw refusal.badRequest("Key Manager name couldn't be changed");
  const isExternal = current.tokenType === "EXTERNAL";
  if (isExternal && (body.tokenType ?? "DIRECT") !== "EXTERNAL") throw refusal.externalTypeFixed();
  return ok(show(addKeyManager(call.emulation, body, current.id)));
}

/** Checks a key manager and stores it; the seed comes through here too. */
export function addKeyManager(emulation: Emulation, body: KeyManagerBody, id?: string): StoredKeyManager {
  const { store } = emulation;
  const tokenType = body.tokenType ?? "DIRECT";
  if (tokenType === "EXTERNAL") checkExternal(body);
  const sameIssuer = [...store.keyManagers.values()].some(
    (other) => other.id !== id && body.issuer && other.issuer === body.issuer,
  );
  if (tokenType === "EXTERNAL" && sameIssuer) throw refusal.issuerExists(body.issuer ?? "");
  const keyManager: StoredKeyManager = {
    id: id ?? store.newId(),
    name: body.name,
    type: body.type,
    tokenType,
    enabled: body.enabled ?? true,
    issuer: body.issuer ?? null,
    certificates: body.certificates ?? null,
    consumerKeyClaim: body.consumerKeyClaim ?? null,
    scopesClaim: body.scopesClaim ?? null,
    tokenEndpoint: body.tokenEndpoint ?? null,
    authorizeEndpoint: body.authorizeEndpoint ?? null,
    revokeEndpoint: body.revokeEndpoint ?? null,
    resident: false,
    rest: body as Record<string, unknown>,
  };
  store.keyManagers.set(keyManager.id, keyManager);
  emulation.changed();
  return keyManager;
}

/** What an identity provider that the control plane never talks to must say about itself (APIAdminImpl.java of 9.22.x). */
function checkExternal(body: KeyManagerBody): void {
  const required = [
    "issuer",
    "consumerKeyClaim",
    "scopesClaim",
    "authorizeEndpoint",
    "tokenEndpoint",
  ] as const;
  const missing = required.filter((name) => !body[name]);
  if (!body.certificates?.value) missing.push("certificates" as never);
  if (missing.length > 0) throw refusal.keyManagerConfigurationMissing(missing.join(", "));
  if (body.certificates?.type !== "JWKS") throw refusal.externalNeedsJwks();
}

function show(keyManager: StoredKeyManager): object {
  const { id, enabled, tokenType, rest } = keyManager;
  return { ...rest, id, enabled, tokenType };
}
