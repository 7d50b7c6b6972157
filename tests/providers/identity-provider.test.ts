import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdentityProvider from "../../providers/choreo/IdentityProvider/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { calls, configFor, make, refused, startEmulator } from "./harness.ts";

const login = "https://login.example/tenant";
const inputs = {
  name: "Entra",
  wellKnownEndpoint: `${login}/v2.0/.well-known/openid-configuration`,
  issuer: `${login}/v2.0`,
  jwks: `${login}/discovery/v2.0/keys`,
  tokenEndpoint: `${login}/oauth2/v2.0/token`,
  authorizeEndpoint: `${login}/oauth2/v2.0/authorize`,
  consumerKeyClaim: "azp",
  claimant: "shop/dev/identity-provider",
};

describe.each(["choreo", "apim"] as const)("on %s", (flavour) => {
  let emulator: RunningChoreo;
  let config: ProviderConfig;
  let run = 0;
  beforeAll(async () => {
    emulator = await startEmulator({ flavour });
  });
  beforeEach(async () => {
    await fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" });
    const identityProvider = { name: "Entra" };
    const credentials = flavour === "choreo" ? undefined : { token: await emulator.mintToken() };
    config = configFor(emulator, { run: ++run, identityProvider }, credentials);
  });
  afterAll(() => emulator.close());

  const admin = async (method: string, path: string, body?: object) => {
    const organization = flavour === "choreo" ? "?organizationId=0a6c2d3e-7b41-4f6a-9d0e-5c2b8a7f1d04" : "";
    const answer = await fetch(emulator.urls.admin + path + organization, {
      method,
      headers: { authorization: `Bearer ${await emulator.mintToken()}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json().catch(() => undefined)) as Record<string, unknown>;
  };
  /** Somebody's own provider of that name. */
  const byHand = () =>
    admin("POST", "/key-managers", {
      ...{ name: "Entra", type: "AzureAD", description: "By hand" },
      tokenType: flavour === "choreo" ? "EXTERNAL" : "DIRECT",
      ...{ issuer: "https://old.example", certificates: { type: "JWKS", value: inputs.jwks } },
      ...{ tokenEndpoint: inputs.tokenEndpoint, authorizeEndpoint: inputs.authorizeEndpoint },
      ...{ consumerKeyClaim: "azp", scopesClaim: "scp" },
    });
  const made = (changes: object = {}) => make(IdentityProvider, config, { ...inputs, ...changes });

  test("is made with one call, with all that the gateways need, and goes without a trace", async () => {
    const before = emulator.state();
    const { id, outs } = await made();
    expect(calls(emulator).filter((call) => call.includes("key-managers"))).toEqual(["POST /key-managers"]);
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({
      type: "AzureAD",
      tokenType: flavour === "choreo" ? "EXTERNAL" : "DIRECT",
      issuer: inputs.issuer,
      certificates: { type: "JWKS", value: inputs.jwks },
      consumerKeyClaim: "azp",
      scopesClaim: "scp",
      enabled: true,
    });
    const read = await IdentityProvider.read(config, id, outs);
    expect(read.props).toEqual(outs);
    await IdentityProvider.remove(config, id, outs);
    expect(emulator.state()).toEqual(before);
    expect((await IdentityProvider.read(config, id, outs)).id).toBeUndefined();
  });

  test("what was changed by hand is drift, and goes back; what this program knows nothing of stays", async () => {
    const { id, inputs: news, outs } = await made({ environments: ["Staging", "Default"] });
    const found = await admin("GET", `/key-managers/${id}`);
    const changed = {
      ...found,
      consumerKeyClaim: "appid",
      userInfoEndpoint: "https://me.example",
      additionalProperties: { a: "1" },
    };
    await admin("PUT", `/key-managers/${id}`, changed);
    const { props = {} } = await IdentityProvider.read(config, id, outs);
    expect(props).toMatchObject({ consumerKeyClaim: "appid", environments: [] });
    expect(IdentityProvider.diff(config, id, props, news)).toMatchObject({ changes: true, replaces: [] });
    await IdentityProvider.update(config, id, props, news);
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({
      consumerKeyClaim: "azp",
      userInfoEndpoint: "https://me.example",
      additionalProperties: { a: "1", environments: [{ apim: ["Default"] }, { apim: ["Staging"] }] },
    });
    const again = await IdentityProvider.read(config, id, outs);
    expect(IdentityProvider.diff(config, id, again.props ?? {}, news).changes).toBe(false);
  });

  test.each([
    ["switched off", { enabled: false }],
    ["that takes no keys any more", { enableMapOAuthConsumerApps: false }],
    ["whose tokens the gateway does not check itself", { enableSelfValidationJWT: false }],
  ])("one %s by hand is drift, and goes back", async (_, change) => {
    const { id, inputs: news, outs } = await made();
    await admin("PUT", `/key-managers/${id}`, { ...(await admin("GET", `/key-managers/${id}`)), ...change });
    const { props = {} } = await IdentityProvider.read(config, id, outs);
    expect(IdentityProvider.diff(config, id, props, news)).toMatchObject({ changes: true, replaces: [] });
    await IdentityProvider.update(config, id, props, news);
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({
      ...{ enabled: true, enableMapOAuthConsumerApps: true, enableSelfValidationJWT: true },
    });
    expect((await IdentityProvider.read(config, id, outs)).props).toEqual(outs);
  });

  test("another name than it was made with is drift, and replaces it", async () => {
    const { id, inputs: news, outs } = await made();
    const found = await admin("GET", `/key-managers/${id}`);
    emulator.setFaults([
      {
        match: { method: "GET", path: `/key-managers/${id}` },
        then: { status: 200, body: { ...found, name: "Renamed" } },
      },
    ]);
    const { props = {} } = await IdentityProvider.read(config, id, outs);
    expect(props.name).toBe("Renamed");
    expect(IdentityProvider.diff(config, id, props, news).replaces).toEqual(["name"]);
  });

  test("name and token type replace it, the old one first; nothing else does", async () => {
    const { outs } = await made();
    const replaces = (changes: object) =>
      IdentityProvider.diff(
        config,
        "id",
        outs,
        IdentityProvider.check(config, outs, { ...inputs, ...changes }).inputs,
      );
    expect(replaces({ name: "Other" })).toMatchObject({ replaces: ["name"], deleteBeforeReplace: true });
    expect(replaces({ tokenType: "BOTH" }).replaces).toEqual(["tokenType"]);
    expect(replaces({ issuer: "https://other.example", consumerKeyClaim: "appid" })).toMatchObject({
      changes: true,
      replaces: [],
    });
  });

  test("an equal one of a run that was cut short is taken; somebody else's only when asked to", async () => {
    const first = await made();
    expect((await made()).id).toBe(first.id);
    await IdentityProvider.remove(config, first.id, first.outs);

    await byHand();
    const { message } = await refused(made());
    expect(message).toContain("there is one of this name already, and this stack did not make it");
    expect(message).toContain("adopt: true");
    const adopted = await made({ adopt: true });
    expect(await admin("GET", `/key-managers/${adopted.id}`)).toMatchObject({ issuer: inputs.issuer });
  });

  describe("one that was taken over", () => {
    const changed = { consumerKeyClaim: "appid", environments: ["Staging"] };
    const now = (id: string) => admin("GET", `/key-managers/${id}`);
    const theirs = async () => {
      const { id } = (await byHand()) as { id: string };
      return { id, before: await now(id) };
    };

    test("stays, and gets back what it was, also after changes and a refresh", async () => {
      const { id, before } = await theirs();
      const { outs } = await made({ adopt: true });
      const read = await IdentityProvider.read(config, id, outs);
      expect(read.props).toEqual(outs);
      const { inputs: news } = IdentityProvider.check(config, outs, { ...inputs, ...changed, adopt: true });
      expect(IdentityProvider.diff(config, id, outs, news)).toMatchObject({ changes: true, replaces: [] });
      const updated = await IdentityProvider.update(config, id, read.props ?? {}, news);
      expect((await now(id)).consumerKeyClaim).toBe("appid");
      const again = await IdentityProvider.read(config, id, updated.outs);
      expect(again.props).toEqual(updated.outs);
      // Whoever leaves `adopt` out later has it from before all the same.
      const last = await IdentityProvider.update(config, id, again.props ?? {}, { ...news, adopt: false });
      await IdentityProvider.remove(config, id, last.outs);
      expect(await now(id)).toEqual({ ...before, additionalProperties: {} });
    });

    test("by a run that was killed before its state was written stays, too", async () => {
      const { id } = await theirs();
      await made({ adopt: true });
      const { message } = await refused(made());
      expect(message).toContain("this stack did not make it");
      const second = await made({ adopt: true });
      expect(second.id).toBe(id);
      await IdentityProvider.remove(config, id, second.outs);
      expect(await now(id)).toMatchObject({ name: "Entra", description: "" });
    });

    test("and was deleted by hand since is no matter", async () => {
      const { id } = await theirs();
      const { outs } = await made({ adopt: true });
      await admin("DELETE", `/key-managers/${id}`);
      await IdentityProvider.remove(config, id, outs);
    });

    test("by an earlier version, which did not note it, stays as it is; one that it made goes", async () => {
      const warn = jest.spyOn(console, "warn").mockReturnValue();
      const { id, outs } = await made({ adopt: true });
      const { made: _, ...old } = outs;
      const updated = await IdentityProvider.update(config, id, old, { ...inputs, ...old });
      await IdentityProvider.remove(config, id, updated.outs);
      expect(warn).toHaveBeenCalledWith(expect.stringContaining('"Entra" stays in Choreo as it is'));
      warn.mockRestore();
      await IdentityProvider.remove(config, id, { ...old, adopt: false });
      expect((await IdentityProvider.read(config, id, outs)).id).toBeUndefined();
    });

    test("with adopt, where there was none, goes", async () => {
      const before = emulator.state();
      const { id, outs } = await made({ adopt: true });
      await IdentityProvider.remove(config, id, outs);
      expect(emulator.state()).toEqual(before);
    });
  });

  test("a lost answer is no reason to take somebody else's", async () => {
    const theirs = await byHand();
    const before = emulator.state();
    emulator.setFaults([{ match: { method: "POST", path: "/key-managers" }, then: { drop: "before" } }]);
    const { message } = await refused(made());
    expect(message).toContain("there is one of this name already, and this stack did not make it");
    expect(emulator.state()).toEqual(before);
    expect(await admin("GET", `/key-managers/${theirs.id}`)).toMatchObject({ description: "By hand" });
  });

  test("an answer that was lost after it was made makes no second one", async () => {
    emulator.setFaults([{ match: { method: "POST", path: "/key-managers" }, then: { drop: "after" } }]);
    const { id } = await made({ description: "The tenant's" });
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({ description: "The tenant's" });
  });

  test("one of a run that was cut short, with other settings, becomes what is asked for now", async () => {
    const first = await made();
    const { id } = await made({ consumerKeyClaim: "appid" });
    expect(id).toBe(first.id);
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({ consumerKeyClaim: "appid" });
  });

  test("is not deleted while keys use it: the error says what to do", async () => {
    const { id, outs } = await made();
    const application = await make(Application, config, {
      name: "storefront",
      claimant: "shop/dev/storefront",
    });
    const key = {
      applicationId: application.id,
      identityProvider: "Entra",
      consumerKey: "client",
      keyType: "PRODUCTION",
    };
    const mapped = await make(IdpKey, config, key);
    const { message } = await refused(IdentityProvider.remove(config, id, outs));
    expect(message).toContain("code 902015");
    expect(message).toContain("Remove those first");
    await IdpKey.remove(config, mapped.id, mapped.outs);
    await IdentityProvider.remove(config, id, outs);
  });

  test.each([
    ["name", { name: "" }],
    ["jwks", { jwks: "keys" }],
    ["tokenType", { tokenType: "OPAQUE" }],
  ])("a bad %s is refused before anything is asked", (property, change) => {
    const { failures } = IdentityProvider.check(config, {}, { ...inputs, ...change });
    expect(failures).toEqual([expect.objectContaining({ property })]);
  });

  if (flavour === "apim") return;
  test("an issuer that another one has is said to be, with what to do", async () => {
    await made();
    const { message } = await refused(made({ name: "Second" }));
    expect(message).toContain("Another identity provider has this issuer, under another name");
    expect(message).toContain("code 901411");
  });
});
