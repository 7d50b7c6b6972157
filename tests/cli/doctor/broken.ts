import { beforeEach, expect, test } from "@jest/globals";
import type { Result } from "../../../cli/doctor/walk.ts";
import { choreo } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { deploy, type Provisioned, provision, startTrustedSandbox, type Wishes } from "../fixture.ts";
import { runDoctor } from "./run-doctor.ts";

/** The guide's example in the sandbox, with the addresses of what can be broken. */
export type Chain = ReturnType<typeof chainOf>;

function chainOf(sandbox: Sandbox, made: Provisioned) {
  const { books } = made.outputs.apis;
  const { storefront } = made.outputs.connections;
  const chain = {
    sandbox,
    ...made,
    storefront,
    /** In the Publisher. */
    api: `/apis/${books.choreo.apiId}`,
    /** In Graph. */
    webApi: `/applications/${books.azure.applicationObjectId}`,
    webApiPrincipal: `/servicePrincipals/${books.azure.servicePrincipalObjectId}`,
    client: `/applications/${storefront.applicationObjectId}`,
    clientPrincipal: `/servicePrincipals/${storefront.servicePrincipalObjectId}`,
    /** In the Developer Portal. */
    application: `/applications/${storefront.application.id}`,
    key: `/applications/${storefront.application.id}/oauth-keys/${storefront.application.keyMappingId}`,
    subscription: `/subscriptions/${storefront.apis.books?.subscriptionId}`,
    /** In the Admin API. */
    keyManager: `/key-managers/${choreo.identityProviders.v2.id}`,

    async changeScopes(change: (scope: { value: string; isEnabled: boolean }) => void) {
      const { api } = await made.graph.get(chain.webApi);
      const scopes = api.oauth2PermissionScopes;
      // Entra changes a scope only while it is switched off.
      const off = scopes.map((scope: object) => ({ ...scope, isEnabled: false }));
      await made.graph.patch(chain.webApi, { api: { oauth2PermissionScopes: off } });
      for (const scope of scopes) change(scope);
      await made.graph.patch(chain.webApi, { api: { oauth2PermissionScopes: scopes } });
    },
    /** The working copy alone. */
    // biome-ignore lint/suspicious/noExplicitAny: the Publisher's whole API object
    async changeApi(change: (api: any) => void) {
      const found = await made.publisher.get(chain.api);
      change(found);
      await made.publisher.put(chain.api, found);
    },
    deploy: () => deploy(made.publisher),
    lifecycle: (action: string) =>
      made.publisher.post(`/apis/change-lifecycle?apiId=${books.choreo.apiId}&action=${action}`),
    async changeKeyManager(changes: object) {
      await made.admin.put(chain.keyManager, { ...(await made.admin.get(chain.keyManager)), ...changes });
    },
    mapKey: (changes: object = {}) =>
      made.devportal.post(`${chain.application}/map-keys`, {
        consumerKey: storefront.clientId,
        keyManager: choreo.identityProviders.v2.name,
        keyType: "PRODUCTION",
        ...changes,
      }),
    async withdrawConsent() {
      const { value } = await made.graph.get("/oauth2PermissionGrants");
      for (const { id } of value) await made.graph.delete(`/oauth2PermissionGrants/${id}`);
    },
  };
  return chain;
}

/** The guide's example made anew. */
export async function makeChain(sandbox: Sandbox, wishes: Wishes = {}): Promise<Chain> {
  for (const { url } of [sandbox.entra, sandbox.choreo])
    await fetch(`${url}/_sandbox/reset`, { method: "POST" });
  return chainOf(sandbox, await provision(sandbox, wishes));
}

/** One sandbox for a test file, with the guide's example made anew before each test. */
export function sharedChain(): () => Chain {
  const sandbox = sharedByTests(startTrustedSandbox);
  let chain: Chain;
  beforeEach(async () => {
    chain = await makeChain(sandbox);
  });
  return () => chain;
}

/** What `doctor --json` finds that is not green: `id state: says`. It must not have written anything to either service. */
export async function diagnose(chain: Chain) {
  const { entra, choreo } = chain.sandbox;
  for (const service of [entra, choreo]) service.clearRequests();
  const run = await runDoctor(chain, chain.sandbox.env, ["--json"]);
  const writes = [...entra.requests(), ...choreo.requests()].filter(
    ({ method, path }) => method !== "GET" && !/\/(oauth2\/(v2\.0\/)?token|pat\/introspect)(\?|$)/.test(path),
  );
  expect({ writes, err: run.err }).toEqual({ writes: [], err: "" });
  const { sections } = JSON.parse(run.out) as { sections: { results: Result[] }[] };
  const results = sections.flatMap((section) => section.results).filter(({ state }) => state !== "green");
  return { code: run.code, results, findings: results.map(inWords) };
}

const inWords = ({ id, state, says }: Result) =>
  state === "skipped" ? `${id} skipped` : `${id} ${state}: ${says}`;

/** What is broken, how, what the red line says (or begins with), and which links are then not looked at. */
export type Break = [
  name: string,
  breakIt: (chain: Chain) => Promise<unknown>,
  red: string,
  skipped?: readonly string[],
];

/** A test a break: exactly that link is not green, says what to do, and the exit code is 1 if it is red. */
export function checkBreaks(
  chain: () => Chain,
  breaks: readonly Break[],
  also: (chain: Chain, red: string) => Promise<void> = async () => {},
): void {
  test.each(breaks)("%s", async (_, breakIt, red, skipped = []) => {
    await breakIt(chain());
    const { code, results, findings } = await diagnose(chain());
    expect(findings.filter((finding) => !finding.endsWith(" skipped"))).toEqual([
      expect.stringContaining(red),
    ]);
    expect(findings.filter((finding) => finding.endsWith(" skipped"))).toEqual(
      skipped.map((id) => `${id} skipped`),
    );
    expect(code).toBe(red.includes(" yellow: ") ? 0 : 1);
    for (const result of results) if (result.state === "red") expect(result.fix).toMatch(/^[A-Z].{20,}\.$/);
    await also(chain(), red);
  });
}
