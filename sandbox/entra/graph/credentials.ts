import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import type { EntraContext, GraphEnv } from "../context.ts";
import { checkBody } from "../schema/check.ts";
import { addPasswordSchema, federatedCredentialSchema, removePasswordSchema } from "../schema/links.ts";
import { makeSecretText } from "../store/secrets.ts";
import type { FederatedCredential, JsonObject, PasswordCredential } from "../store/types.ts";
import { badRequest, GraphError, notFound } from "./errors.ts";
import { checkOwnership } from "./permissions.ts";
import { entity, list, noContent, readBody, version } from "./replies.ts";

const DAY_MS = 86_400_000;

interface Holder extends JsonObject {
  id: string;
  passwordCredentials?: PasswordCredential[];
}

/** Client secrets of applications or of service principals. The text is in the answer of `addPassword` and nowhere after. */
export function passwords(entra: EntraContext, find: (id: string) => Holder | undefined): Hono<GraphEnv> {
  const app = new Hono<GraphEnv>();
  const get = (id: string): Holder => {
    const holder = find(id);
    if (!holder) throw notFound(id);
    return holder;
  };
  app.post("/:id/addPassword", async (c) => {
    const { passwordCredential } = checkBody(addPasswordSchema, version(c), await readBody(c));
    const holder = get(c.req.param("id"));
    checkOwnership(entra, c.get("caller"), holder.id);
    const { credential, secretText } = addPassword(entra, holder, (passwordCredential ?? {}) as JsonObject);
    return entity(c, entra, "passwordCredential", { ...credential, secretText });
  });
  app.post("/:id/removePassword", async (c) => {
    const { keyId } = checkBody(removePasswordSchema, version(c), await readBody(c));
    const holder = get(c.req.param("id"));
    checkOwnership(entra, c.get("caller"), holder.id);
    const { passwordCredentials = [] } = holder;
    if (!passwordCredentials.some((credential) => credential.keyId === keyId))
      throw badRequest("No credentials found to be removed.");
    holder.passwordCredentials = passwordCredentials.filter((credential) => credential.keyId !== keyId);
    entra.directory.secrets.delete(String(keyId));
    return noContent(c);
  });
  return app;
}

export function addPassword(entra: EntraContext, holder: Holder, wanted: JsonObject) {
  const { clock, directory } = entra;
  const start = (wanted.startDateTime as string | null | undefined) ?? clock.iso();
  const end = (wanted.endDateTime as string | null | undefined) ?? twoYearsAfter(start);
  if (entra.switches.forbidSecrets)
    throw new GraphError(
      400,
      "CredentialTypeNotAllowedAsPerAppPolicy",
      "Credential type not allowed as per assigned policy.",
    );
  checkLifetime(entra, start, end);
  const secretText = makeSecretText();
  const credential: PasswordCredential = {
    customKeyIdentifier: null,
    displayName: (wanted.displayName as string | null | undefined) ?? null,
    endDateTime: end,
    hint: secretText.slice(0, 3),
    keyId: randomUUID(),
    secretText: null,
    startDateTime: start,
  };
  holder.passwordCredentials = [...(holder.passwordCredentials ?? []), credential];
  directory.secrets.set(credential.keyId, secretText);
  directory.madeAt.set(credential.keyId, clock.now());
  return { credential, secretText };
}

function checkLifetime({ switches }: EntraContext, start: string, end: string): void {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  if (to <= from)
    throw badRequest("The end date of the credential must be after its start date.", "endDateTime");
  const { maxSecretDays } = switches;
  if (maxSecretDays !== undefined && to - from > maxSecretDays * DAY_MS)
    throw new GraphError(
      400,
      "CredentialInvalidLifetimeAsPerAppPolicy",
      "Credential lifetime exceeds the max value allowed as per assigned policy.",
    );
}

function twoYearsAfter(start: string): string {
  const end = new Date(start);
  end.setUTCFullYear(end.getUTCFullYear() + 2);
  return end.toISOString();
}

/** `/applications/{id}/federatedIdentityCredentials`; kept and shown, never used to sign in. */
export function federatedCredentials(entra: EntraContext): Hono<GraphEnv> {
  const { directory } = entra;
  const app = new Hono<GraphEnv>();
  const path = "/:id/federatedIdentityCredentials";
  const of = (id: string): FederatedCredential[] => {
    if (!directory.applications.has(id)) throw notFound(id);
    const all = directory.federatedCredentials.get(id) ?? [];
    directory.federatedCredentials.set(id, all);
    return all;
  };
  const one = (id: string, name: string): FederatedCredential => {
    const found = of(id).find((credential) => credential.id === name || credential.name === name);
    if (!found) throw notFound(name);
    return found;
  };
  app.get(path, (c) => list(c, entra, "federatedIdentityCredentials", of(c.req.param("id"))));
  app.post(path, async (c) => {
    const all = of(c.req.param("id"));
    checkOwnership(entra, c.get("caller"), c.req.param("id"));
    const body = checkBody(federatedCredentialSchema, version(c), await readBody(c));
    const { name, issuer, subject } = body as unknown as FederatedCredential;
    if (all.some((other) => other.name === name || (other.issuer === issuer && other.subject === subject)))
      throw new GraphError(
        409,
        "Request_MultipleObjectsWithSameKeyValue",
        `FederatedIdentityCredential with name ${name} already exists.`,
      );
    const credential = { ...body, id: randomUUID(), name, issuer, subject };
    all.push(credential);
    return entity(c, entra, "federatedIdentityCredentials", credential, 201);
  });
  app.get(`${path}/:credential`, (c) =>
    entity(c, entra, "federatedIdentityCredentials", one(c.req.param("id"), c.req.param("credential"))),
  );
  app.patch(`${path}/:credential`, async (c) => {
    checkOwnership(entra, c.get("caller"), c.req.param("id"));
    const credential = one(c.req.param("id"), c.req.param("credential"));
    Object.assign(
      credential,
      checkBody(federatedCredentialSchema, version(c), await readBody(c), credential),
    );
    return noContent(c);
  });
  app.delete(`${path}/:credential`, (c) => {
    const gone = one(c.req.param("id"), c.req.param("credential"));
    checkOwnership(entra, c.get("caller"), c.req.param("id"));
    directory.federatedCredentials.set(
      c.req.param("id"),
      of(c.req.param("id")).filter((other) => other !== gone),
    );
    return noContent(c);
  });
  return app;
}
