import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { SANDBOX_PASSPHRASE } from "../../sandbox/engine/index.ts";
import { choreo as choreoSeed, entra as entraSeed } from "../../sandbox/seed.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { inTempFolder, openStack, openTempFolder } from "../engine/harness.ts";
import { sharedByTests } from "../lifetimes.ts";
import { graphRoles as documented } from "./documentedRoles.ts";
import { type Identity, makeIdentities, makeIdentity, permit } from "./identities.ts";
import { as, ask, GRANTS, takeOver, thiefAt } from "./thief.ts";

// docs/security.md, "What each stolen credential gives": each row that the sandbox can play. A stack is up; a thief has one credential.

const sandbox = sharedByTests(startTrustedSandbox);
const { tokenOf, graph, choreo } = thiefAt(sandbox);
let identities: Awaited<ReturnType<typeof makeIdentities>>;
let secret: string;
let applicationId: string;
const stack = sharedByTests(async () => {
  identities = await makeIdentities(sandbox);
  const config = plain({
    ...guideStack({ storefront: { adminConsent: true } }),
    "choreo-azuread:deployer": identities.deploys.servicePrincipalId,
  });
  const { folder, stop } = await openTempFolder();
  const env = { ...sandbox.env, ...identities.deploys.env };
  const opened = await openStack({ passphrase: true, folder, name: "prod", config, env });
  await opened.up();
  const { connections } = await opened.outputs<Outputs>({ secrets: true });
  ({ clientSecret: secret, applicationObjectId: applicationId } = connections.storefront);
  return Object.assign(opened, { stop });
}, 240_000);

interface Outputs {
  connections: { storefront: { clientSecret: string; clientId: string; applicationObjectId: string } };
}

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

  test("with the state and its key it reads that stack's client secrets", async () => {
    expect(JSON.stringify(await stack.outputs())).not.toContain(secret);
    expect(JSON.stringify(await stack.exportState())).not.toContain(secret);
    expect(JSON.stringify(await stack.outputs({ secrets: true }))).toContain(secret);
  });

  test("with another stack's key and state, and this one's state besides, it reads none of them", async () => {
    await inTempFolder(async (folder) => {
      const key = "the key of dev";
      const env = { ...sandbox.env, PULUMI_CONFIG_PASSPHRASE: key };
      const dev = await openStack({ folder, name: "dev", config: {}, env });
      await dev.cli(["config", "set", "--stack", "dev", "--secret", "own", "a secret of dev"]);
      expect(await dev.cli(["config", "get", "--stack", "dev", "own"])).toBe("a secret of dev");
      // The engine itself with that key, and the ciphertext of production where dev's own would be.
      const { PULUMI_CONFIG_PASSPHRASE = SANDBOX_PASSPHRASE } = stack.env;
      stack.env.PULUMI_CONFIG_PASSPHRASE = key;
      await expect(stack.outputs({ secrets: true })).rejects.toThrow(/passphrase/);
      stack.env.PULUMI_CONFIG_PASSPHRASE = PULUMI_CONFIG_PASSPHRASE;
      const [, ciphertext] =
        /"ciphertext":"(v1:[^"]+)"/.exec(JSON.stringify(await stack.exportState())) ?? [];
      await dev.setConfig({ "choreo-azuread:theirs": { secure: ciphertext } });
      await expect(dev.cli(["config", "get", "--stack", "dev", "theirs"])).rejects.toThrow(
        /message authentication failed/,
      );
    });
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

describe("the identity of dev or staging, in production's tenant and organisation", () => {
  let dev: Identity;
  beforeAll(async () => {
    const anything = documented("deploys").find(({ what }) => what === "anything")?.permissions;
    dev = await makeIdentity(sandbox, "deploys", anything);
  });

  test("makes applications of its own and gets at none of production's", async () => {
    const thief = as(dev);
    expect(await graph(thief, "POST", "/applications", { displayName: "books (dev)" })).toBe(201);
    const tries: [string, string, object?][] = [
      ["PATCH", `/applications/${applicationId}`, { web: { redirectUris: ["https://eve.example/"] } }],
      ["POST", `/applications/${applicationId}/addPassword`, { passwordCredential: {} }],
      ["DELETE", `/applications/${applicationId}`],
      ["POST", GRANTS, takeOver(dev.servicePrincipalId)],
    ];
    for (const [method, path, body] of tries)
      expect([method, path, await graph(thief, method, path, body)]).toEqual([method, path, 403]);
  });

  test("has the tenant if its stack assigns people or consents", async () => {
    await permit(
      sandbox,
      dev.servicePrincipalId,
      documented("deploys").flatMap(({ permissions }) => permissions),
    );
    expect(await graph(as(dev), "POST", GRANTS, takeOver(dev.servicePrincipalId))).toBe(201);
  });

  test("changes every API of the organisation: Choreo's scopes tell none from another", async () => {
    const { id } = choreoSeed.apis.books;
    const url = `${sandbox.choreo.urls.publisher}/apis/${id}?organizationId=${choreoSeed.organizationId}`;
    const { CHOREO_TOKEN: token } = dev.env;
    const api = await (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).json();
    expect(await choreo(token, "publisher", "PUT", `/apis/${id}`, api as object)).toBe(200);
  });
});

test("the identity of review, in a tenant and an organisation of its own, opens nothing of production", async () => {
  const elsewhere = await startTrustedSandbox();
  try {
    const review = await makeIdentity(elsewhere, "deploys");
    const token = await thiefAt(elsewhere).tokenOf(as(review));
    expect(await ask(`${elsewhere.entra.url}/v1.0/applications`, "GET", token)).toBe(200);
    expect(await ask(`${sandbox.entra.url}/v1.0/applications`, "GET", token)).toBe(401);
    expect(await tokenOf(as(review))).toBeUndefined();
    expect(await choreo(review.env.CHOREO_TOKEN, "publisher", "GET", "/apis")).toBe(401);
  } finally {
    await elsewhere.stop();
  }
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
