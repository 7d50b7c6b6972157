import { expect, test } from "@jest/globals";
import type { Identity } from "../../providers/choreo/index.ts";
import { credentialFindings } from "../../settings/index.ts";
import { madeIdentityProvider } from "../../settings/madeIdentityProvider.ts";
import { guideConfig, NOW, parse, problemsOf } from "./fixture.ts";
import { problems, world } from "./resolving.ts";

const discovery = async (tenant: string, version: 1 | 2) => ({
  url: `https://login.example/${tenant}/${version}`,
  issuer: version === 2 ? `https://login.example/${tenant}/v2.0` : `https://sts.example/${tenant}/`,
  jwks: "https://login.example/keys",
  tokenEndpoint: "https://login.example/token",
  authorizeEndpoint: "https://login.example/authorize",
});
const written = (changes: object = {}) => {
  const { choreo } = parse(guideConfig({ choreo: { identityProvider: { name: "Entra", ...changes } } }));
  if (typeof choreo.identityProvider === "string") throw new Error("expected an object");
  return choreo.identityProvider;
};
const made = (changes: object = {}, id?: string) =>
  madeIdentityProvider(written(changes), "tenant", { discovery, identityProviderId: async () => id });

test("issuer, keys and claims fit the version of the access tokens", async () => {
  const two = await made();
  expect(two.made).toMatchObject({
    issuer: "https://login.example/tenant/v2.0",
    consumerKeyClaim: "azp",
    adopt: false,
  });
  expect(two.identityProvider).toMatchObject({ id: "", tokenVersion: 2, enabled: true });
  const one = await made({ tokenVersion: 1, environments: ["Default"] }, "its-id");
  expect(one.made).toMatchObject({
    issuer: "https://sts.example/tenant/",
    consumerKeyClaim: "appid",
    environments: ["Default"],
  });
  expect(one.identityProvider).toMatchObject({ id: "its-id", tokenVersion: 1, environments: ["Default"] });
});

test.each([
  [{ tokenVersion: 3 }, "choreo.identityProvider.tokenVersion: found the number 3; allowed: 1, 2"],
  [{ name: "" }, 'choreo.identityProvider.name: found ""; must not be empty'],
  [{ nme: "x" }, "choreo.identityProvider.nme: unknown key"],
  [
    { environments: [] },
    "choreo.identityProvider.environments: found a list; needs at least one environment",
  ],
])("%j is refused with its path", (change, problem) => {
  const raw = guideConfig({ choreo: { identityProvider: { name: "Entra", ...change } } });
  expect(problemsOf(raw)).toContainEqual(expect.stringContaining(problem));
});

test("a text still names one that is there", () => {
  expect(parse(guideConfig()).choreo.identityProvider).toBe("AzureAD");
});

test("a gateway environment that is not there is refused", async () => {
  const identityProvider = { name: "Entra", environments: ["Default", "mars"] };
  const lookups = { ...world(), discovery: async (tenant: string) => discovery(tenant, 2) };
  const refused = problems(guideConfig({ choreo: { identityProvider } }), lookups);
  expect(await refused).toContain(
    'choreo.identityProvider.environments[1]: there is no gateway environment "mars"',
  );
});

test("making one takes an administrator's scope, which is named beforehand", () => {
  const settings = parse(guideConfig({ choreo: { identityProvider: { name: "Entra" } } }));
  const identity = { kind: "token", scopes: ["apim:api_manage", "apim:subscribe"] } as unknown as Identity;
  const { problems } = credentialFindings(settings, identity, { now: NOW, isPreview: false });
  expect(problems.map(({ message }) => message)).toEqual([
    "the token lacks the scope apim:admin (or apim:admin_operations), which IdentityProvider identity-provider needs",
  ]);
});
