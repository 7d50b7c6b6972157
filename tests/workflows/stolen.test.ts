import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Stack } from "../../sandbox/engine/index.ts";
import { openStack, SANDBOX_PASSPHRASE } from "../../sandbox/engine/index.ts";
import { GRAPH_SERVICE_PRINCIPAL_ID, graphRoles } from "../../sandbox/entra/store/first-party.ts";
import { choreo as choreoSeed, entra as entraSeed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { inTempFolder } from "../engine/harness.ts";
import { graphRoles as documented } from "./documentedRoles.ts";
import { type Identity, makeIdentities, permit } from "./identities.ts";

// docs/security.md, "What each stolen credential gives": each row that the sandbox can play. A stack is up; a thief has one credential.

let sandbox: Sandbox;
let identities: Awaited<ReturnType<typeof makeIdentities>>;
let stack: Stack;
let secret: string;
let applicationId: string;
let end: () => void;
let ended: Promise<void>;

beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  identities = await makeIdentities(sandbox);
  const config = plain({
    ...guideStack({ storefront: { adminConsent: true } }),
    "choreo-azuread:deployer": identities.deploys.servicePrincipalId,
  });
  await new Promise<void>((ready, fail) => {
    ended = inTempFolder(async (folder) => {
      const env = { ...sandbox.env, ...identities.deploys.env };
      stack = await openStack({ folder, name: "prod", config, env });
      await stack.up();
      const { connections } = await stack.outputs<Outputs>({ secrets: true });
      ({ clientSecret: secret, applicationObjectId: applicationId } = connections.storefront);
      ready();
      await new Promise<void>((resolve) => {
        end = resolve;
      });
    });
    ended.catch(fail);
  });
}, 240_000);
afterAll(async () => {
  end?.();
  await ended;
  await sandbox.stop();
});

interface Outputs {
  connections: { storefront: { clientSecret: string; clientId: string; applicationObjectId: string } };
}

/** What Graph answers to somebody who signs in with a client's credentials. */
async function graph(client: { id: string; secret: string }, method: string, path: string, body?: object) {
  const { url } = sandbox.entra;
  const answer = await fetch(`${url}/${entraSeed.tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: client.id,
      client_secret: client.secret,
      scope: `${url}/.default`,
    }),
  });
  const { access_token } = (await answer.json()) as { access_token: string };
  const { status } = await fetch(`${url}/v1.0${path}`, {
    method,
    headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return status;
}

const as = ({ env }: Identity) => ({ id: env.ARM_CLIENT_ID, secret: env.ARM_CLIENT_SECRET });

/** What Choreo's control plane answers to a token. */
async function choreo(
  token: string,
  api: "publisher" | "devportal",
  method: string,
  path: string,
  body?: object,
) {
  const url = `${sandbox.choreo.urls[api]}${path}?organizationId=${choreoSeed.organizationId}`;
  const { status } = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return status;
}

/** A grant of any permission of Graph to an identity: with it, it has the tenant. */
const takeOver = (principalId: string) => ({
  principalId,
  resourceId: GRAPH_SERVICE_PRINCIPAL_ID,
  appRoleId: graphRoles["Directory.ReadWrite.All"],
});
const GRANTS = `/servicePrincipals/${GRAPH_SERVICE_PRINCIPAL_ID}/appRoleAssignedTo`;

describe("the identity that previews", () => {
  test("reads in Entra and changes nothing there", async () => {
    const thief = as(identities.previews);
    for (const path of ["/applications", "/users", "/groups", "/oauth2PermissionGrants"])
      expect([path, await graph(thief, "GET", path)]).toEqual([path, 200]);
    const tries: [string, string, object?][] = [
      ["PATCH", `/applications/${applicationId}`, { web: { redirectUris: ["https://eve.example/"] } }],
      ["POST", `/applications/${applicationId}/addPassword`, { passwordCredential: {} }],
      ["DELETE", `/applications/${applicationId}`],
      ["POST", "/applications", { displayName: "eve" }],
      ["POST", "/oauth2PermissionGrants", {}],
      ["POST", GRANTS, takeOver(identities.previews.servicePrincipalId)],
    ];
    for (const [method, path, body] of tries)
      expect([method, path, await graph(thief, method, path, body)]).toEqual([method, path, 403]);
  });

  test("reads in Choreo and changes nothing there", async () => {
    const token = identities.previews.env.CHOREO_TOKEN;
    expect(await choreo(token, "publisher", "GET", "/apis")).toBe(200);
    expect(await choreo(token, "devportal", "GET", "/applications")).toBe(200);
    const { id } = choreoSeed.apis.books;
    const tries: ["publisher" | "devportal", string, string, object?][] = [
      ["publisher", "PUT", `/apis/${id}`, {}],
      ["publisher", "POST", `/apis/${id}/revisions`, {}],
      ["publisher", "POST", "/apis/change-lifecycle"],
      ["publisher", "DELETE", `/apis/${id}`],
    ];
    for (const [api, method, path, body] of tries)
      expect([path, await choreo(token, api, method, path, body)]).toEqual([path, 401]);
  });

  test("with the state and its key it reads that stack's client secrets, with another stack's key none", async () => {
    expect(JSON.stringify(await stack.outputs())).not.toContain(secret);
    expect(JSON.stringify(await stack.exportState())).not.toContain(secret);
    const key = stack.env.PULUMI_CONFIG_PASSPHRASE ?? SANDBOX_PASSPHRASE;
    stack.env.PULUMI_CONFIG_PASSPHRASE = "the key of dev";
    await expect(stack.outputs({ secrets: true })).rejects.toThrow(/passphrase/);
    stack.env.PULUMI_CONFIG_PASSPHRASE = key;
    expect(JSON.stringify(await stack.outputs({ secrets: true }))).toContain(secret);
  });
});

describe("the identity that deploys", () => {
  test("without people and consent in its stack it has only the applications that it made", async () => {
    const { deploys, previews } = identities;
    const anything = documented("deploys").find(({ what }) => what === "anything")?.permissions ?? [];
    const all = [...new Set(documented("deploys").flatMap(({ permissions }) => permissions))];
    await permit(sandbox, deploys.servicePrincipalId, anything);
    const other = await graph(as(deploys), "PATCH", `/servicePrincipals/${previews.servicePrincipalId}`, {
      tags: ["eve"],
    });
    const own = await graph(as(deploys), "PATCH", `/applications/${applicationId}`, { tags: [] });
    const tenant = await graph(as(deploys), "POST", GRANTS, takeOver(deploys.servicePrincipalId));
    expect({ other, own, tenant }).toEqual({ other: 403, own: 204, tenant: 403 });
    await permit(sandbox, deploys.servicePrincipalId, all);
  });

  test("with them it can give itself the tenant", async () => {
    const { deploys } = identities;
    expect(await graph(as(deploys), "POST", GRANTS, takeOver(deploys.servicePrincipalId))).toBe(201);
    expect(await graph(as(deploys), "PATCH", `/users/${entraSeed.users.eve.id}`, { displayName: "E" })).toBe(
      204,
    );
  });
});

test("a client secret opens nothing in Graph", async () => {
  const { connections } = await stack.outputs<Outputs>();
  const thief = { id: connections.storefront.clientId, secret };
  expect(await graph(thief, "GET", "/applications")).toBe(403);
});

test("whoever can write a state runs code in the next run that reads it", async () => {
  const file = join(dirname(stack.configFile), "state", ".pulumi", "stacks", "choreo-azuread", "prod.json");
  const marker = join(dirname(stack.configFile), "the-thief-was-here");
  const stored = await readFile(file, "utf8");
  const payload = `require("fs").writeFileSync(${JSON.stringify(marker)}, "");`;
  const begin = `"__provider":${JSON.stringify(payload).slice(0, -1)}`;
  await writeFile(
    file,
    stored.replaceAll(/"__provider": ?"/g, () => begin),
  );
  expect(existsSync(marker)).toBe(false);
  await stack.drift({ mayFail: true });
  expect(existsSync(marker)).toBe(true);
  await writeFile(file, stored);
});
