import { expect, test } from "@jest/globals";
import { diagnose, makeChain, sharedChain } from "./broken.ts";

const chain = sharedChain();

test("what the guide makes is green throughout", async () =>
  expect(await diagnose(chain())).toEqual({ code: 0, results: [], findings: [] }));

test("v1 tokens with an identity provider for them are green too", async () =>
  expect(await diagnose(await makeChain(chain().sandbox, { tokenVersion: 1 }))).toEqual({
    code: 0,
    results: [],
    findings: [],
  }));

test("a caller who may not read the Admin API sees yellow", async () => {
  chain().sandbox.choreo.setSwitches({ personalAccessTokenScopes: ["apim:api_view", "apim:subscribe"] });
  const { code, findings } = await diagnose(chain());
  expect(findings).toEqual([
    expect.stringMatching(/^credential-scopes yellow: It lacks apim:api_create/),
    expect.stringMatching(/^issuer yellow: Not visible with these credentials/),
    expect.stringMatching(/^claims yellow: Not visible with these credentials/),
  ]);
  expect(code).toBe(0);
});

test("an identity provider that the developer portal does not offer is yellow, for its type of key alone", async () => {
  const { choreo } = chain().sandbox;
  choreo.setSwitches({ portalKeyManagers: { prod: [], sandbox: ["AzureAD"] } });
  expect((await diagnose(chain())).findings).toEqual([
    'identity-provider yellow: "AzureAD" is there, but the developer portal does not offer it for Production keys.',
  ]);
  choreo.setSwitches({ portalKeyManagers: { prod: ["AzureAD"], sandbox: [] } });
  expect((await diagnose(chain())).findings).toEqual([]);
  choreo.setFaults([
    { match: { path: "devPortalAppEnv" }, then: { status: 403, body: { code: 403, message: "" } } },
  ]);
  expect((await diagnose(chain())).findings).toEqual([
    expect.stringContaining(
      'identity-provider yellow: "AzureAD" is there; whether the developer portal offers it for Production could not be read',
    ),
  ]);
});

test("a secret near its end is yellow, with its days", async () => {
  const { graph, client, storefront } = chain();
  const end = new Date(Date.now() + 22.5 * 24 * 60 * 60 * 1000).toISOString();
  const { keyId } = await graph.post(`${client}/addPassword`, { passwordCredential: { endDateTime: end } });
  storefront.expected = [storefront.clientSecretKeyId];
  storefront.clientSecretKeyId = keyId;
  const { code, findings } = await diagnose(chain());
  expect(findings).toEqual([`secret yellow: 22 days left, until ${end.slice(0, 10)}.`]);
  expect(code).toBe(0);
});

test("consent that each person gives is yellow", async () => {
  const { withdrawConsent, storefront } = chain();
  await withdrawConsent();
  for (const use of Object.values(storefront.apis)) use.adminConsent = false;
  const { code, findings } = await diagnose(chain());
  expect(findings).toEqual([
    "consent yellow: Only an administrator can consent to books_add; others get AADSTS90094 until then.",
  ]);
  expect(code).toBe(0);
});

test("a service that cannot be read makes its links red: nobody knows", async () => {
  const { sandbox } = chain();
  sandbox.entra.setFaults([
    { match: { path: "/applications/" }, times: 100, then: { status: 403, body: {} } },
  ]);
  const { code, findings } = await diagnose(chain());
  expect(findings.filter((finding) => finding.includes(" red: "))).toEqual([
    expect.stringContaining("web-api red: Could not look: these credentials may not read "),
    expect.stringContaining("client-app red: Could not look: these credentials may not read "),
  ]);
  expect(code).toBe(1);
});
