import { describe, expect, test } from "@jest/globals";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import * as IdentityProvider from "../../providers/choreo/IdentityProvider/handlers.ts";
import * as IdpKey from "../../providers/choreo/IdpKey/handlers.ts";
import { calls, make, refused } from "./harness.ts";
import { inputs, useIdentityProviders } from "./useIdentityProviders.ts";

describe.each(["choreo", "apim"] as const)("on %s", (flavour) => {
  const there = useIdentityProviders(flavour);
  const { emulator, admin, made } = there;

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
    const read = await IdentityProvider.read(there.config, id, outs);
    expect(read.props).toEqual(outs);
    await IdentityProvider.remove(there.config, id, outs);
    expect(emulator.state()).toEqual(before);
    expect((await IdentityProvider.read(there.config, id, outs)).id).toBeUndefined();
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
    const { props = {} } = await IdentityProvider.read(there.config, id, outs);
    expect(props).toMatchObject({ consumerKeyClaim: "appid", environments: [] });
    expect(IdentityProvider.diff(there.config, id, props, news)).toMatchObject({
      changes: true,
      replaces: [],
    });
    await IdentityProvider.update(there.config, id, props, news);
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({
      consumerKeyClaim: "azp",
      userInfoEndpoint: "https://me.example",
      additionalProperties: { a: "1", environments: [{ apim: ["Default"] }, { apim: ["Staging"] }] },
    });
    const again = await IdentityProvider.read(there.config, id, outs);
    expect(IdentityProvider.diff(there.config, id, again.props ?? {}, news).changes).toBe(false);
  });

  test.each([
    ["switched off", { enabled: false }],
    ["that takes no keys any more", { enableMapOAuthConsumerApps: false }],
    ["whose tokens the gateway does not check itself", { enableSelfValidationJWT: false }],
  ])("one %s by hand is drift, and goes back", async (_, change) => {
    const { id, inputs: news, outs } = await made();
    await admin("PUT", `/key-managers/${id}`, { ...(await admin("GET", `/key-managers/${id}`)), ...change });
    const { props = {} } = await IdentityProvider.read(there.config, id, outs);
    expect(IdentityProvider.diff(there.config, id, props, news)).toMatchObject({
      changes: true,
      replaces: [],
    });
    await IdentityProvider.update(there.config, id, props, news);
    expect(await admin("GET", `/key-managers/${id}`)).toMatchObject({
      ...{ enabled: true, enableMapOAuthConsumerApps: true, enableSelfValidationJWT: true },
    });
    expect((await IdentityProvider.read(there.config, id, outs)).props).toEqual(outs);
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
    const { props = {} } = await IdentityProvider.read(there.config, id, outs);
    expect(props.name).toBe("Renamed");
    expect(IdentityProvider.diff(there.config, id, props, news).replaces).toEqual(["name"]);
  });

  test("name and token type replace it, the old one first; nothing else does", async () => {
    const { outs } = await made();
    const replaces = (changes: object) =>
      IdentityProvider.diff(
        there.config,
        "id",
        outs,
        IdentityProvider.check(there.config, outs, { ...inputs, ...changes }).inputs,
      );
    expect(replaces({ name: "Other" })).toMatchObject({ replaces: ["name"], deleteBeforeReplace: true });
    expect(replaces({ tokenType: "BOTH" }).replaces).toEqual(["tokenType"]);
    expect(replaces({ issuer: "https://other.example", consumerKeyClaim: "appid" })).toMatchObject({
      changes: true,
      replaces: [],
    });
  });

  test("is not deleted while keys use it: the error says what to do", async () => {
    const { id, outs } = await made();
    const application = await make(Application, there.config, {
      name: "storefront",
      claimant: "shop/dev/storefront",
    });
    const key = {
      applicationId: application.id,
      identityProvider: "Entra",
      consumerKey: "client",
      keyType: "PRODUCTION",
    };
    const mapped = await make(IdpKey, there.config, key);
    const { message } = await refused(IdentityProvider.remove(there.config, id, outs));
    expect(message).toContain("code 902015");
    expect(message).toContain("Remove those first");
    await IdpKey.remove(there.config, mapped.id, mapped.outs);
    await IdentityProvider.remove(there.config, id, outs);
  });

  test.each([
    ["name", { name: "" }],
    ["jwks", { jwks: "keys" }],
    ["tokenType", { tokenType: "OPAQUE" }],
  ])("a bad %s is refused before anything is asked", (property, change) => {
    const { failures } = IdentityProvider.check(there.config, {}, { ...inputs, ...change });
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
