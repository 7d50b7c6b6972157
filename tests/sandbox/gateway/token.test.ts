import { describe, expect, test } from "@jest/globals";
import { UnsecuredJWT } from "jose";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { checkLines, type Line, sharedWorld } from "./table.ts";
import { add, CLIENT, read, v1, v2, type World } from "./world.ts";

const world = sharedWorld();
const nothing = () => {};
const now = Math.floor(Date.now() / 1000);
const refused = [401, "900901"] as const;
const keyManager = (changes: object) => (w: World) => w.changeKeyManager(v2.id, changes);

describe("5: the issuer", () => {
  checkLines(world, [
    ["the identity provider's: passes", nothing, {}, 200],
    ["another", nothing, { claims: { iss: "https://login.example/t/v2.0" } }, refused],
    ["none", nothing, { claims: { iss: undefined } }, refused],
    [
      "a slash too many in Choreo",
      async (w) => keyManager({ issuer: `${w.issuer.issuer}/` })(w),
      {},
      refused,
    ],
    [
      "another case in Choreo",
      async (w) => keyManager({ issuer: w.issuer.issuer.toUpperCase() })(w),
      {},
      refused,
    ],
    ["corrected in Choreo: passes", correctedIssuer, { claims: { iss: "https://sts.example/" } }, 200],
    ["of an identity provider that is switched off", keyManager({ enabled: false }), {}, refused],
    ["of one that the deployed API allows: passes", allowing([v2.name]), {}, 200],
    ["of one that the deployed API does not allow", allowing([v1.name]), {}, refused],
    ["of one that the working copy alone does not allow: passes", allowing([v1.name], false), {}, 200],
    ["of one for this environment: passes", forEnvironment(seed.gatewayEnvironment), {}, 200],
    ["of one for another environment", forEnvironment("Production"), {}, refused],
    ["text that is no JWT", nothing, { authorization: "Bearer 0f3c2b1a" }, refused],
    ["two parts", nothing, { authorization: "Bearer eyJhbGciOiJSUzI1NiJ9.e30" }, refused],
  ]);
});

function correctedIssuer(w: World) {
  return w.changeKeyManager(v2.id, { issuer: "https://sts.example/" });
}

function allowing(names: string[], deployed = true) {
  return async (w: World) => {
    await w.changeApi((api) => {
      api.keyManagers = names;
    });
    if (deployed) await w.deploy();
  };
}

function forEnvironment(name: string) {
  return keyManager({ additionalProperties: { environments: [{ choreo: "dev", apim: [name] }] } });
}

describe("6: the signature", () => {
  const withOtherKey = async (w: World) => w.issuer.makeKey("other");
  checkLines(world, [
    [
      "by a key that is not published, under its own id",
      withOtherKey,
      { signing: { key: "other" } },
      refused,
    ],
    [
      "by another key under the id of a published one",
      withOtherKey,
      { signing: { key: "other", kid: "first" } },
      refused,
    ],
    ["without a key id", nothing, { signing: { kid: null } }, refused],
    [
      "by a key that is not RSA's",
      async (w) => {
        await w.issuer.makeKey("curve", "ES256");
        w.issuer.publish("first", "curve");
      },
      { signing: { key: "curve" } },
      refused,
    ],
    ["keys that cannot be fetched", (w) => w.issuer.answer(false), {}, refused],
    [
      "keys at an address where there are none",
      keyManager({ certificates: { type: "JWKS", value: "http://localhost:1/keys" } }),
      {},
      refused,
    ],
  ]);

  test("changed on the way: refused", async () => {
    const [header, , signature] = (await world().token()).split(".");
    const [, otherClaims] = (await world().token({ scp: "everything" })).split(".");
    const reply = await world().call({ authorization: `Bearer ${header}.${otherClaims}.${signature}` });
    expect(reply).toMatchObject({ status: 401, body: { code: "900901" } });
  });

  test("none at all: refused", async () => {
    const token = new UnsecuredJWT({ iss: world().issuer.issuer, azp: CLIENT, scp: read }).encode();
    const reply = await world().call({ authorization: `Bearer ${token}` });
    expect(reply).toMatchObject({ status: 401, body: { code: "900901" } });
  });
});

describe("7: the times", () => {
  checkLines(world, [
    ["expired", nothing, { expiresIn: -60 }, refused],
    ["expired within the skew of 5 s: passes", nothing, { expiresIn: -1 }, 200],
    ["no expiry: passes", nothing, { claims: { exp: undefined } }, 200],
    ["not yet valid: passes, nobody looks", nothing, { claims: { nbf: now + 3600 } }, 200],
    ["for another audience: passes, nobody looks", nothing, { claims: { aud: "https://elsewhere" } }, 200],
    ["an expiry that is no number", nothing, { claims: { exp: "soon" as unknown as number } }, refused],
  ]);
});

describe("8: the consumer key", () => {
  const forbidden = [403, "900908"] as const;
  const v1Token = (w: World) => ({ iss: w.issuer.issuerV1, azp: undefined, appid: CLIENT });
  checkLines(world, [
    ["azp, as version 2 has it: passes", nothing, {}, 200],
    [
      "a version 2 token where Choreo looks for appid",
      keyManager({ consumerKeyClaim: "appid" }),
      {},
      forbidden,
    ],
    ["appid where Choreo looks for azp", nothing, { claims: { azp: undefined, appid: CLIENT } }, forbidden],
    ["a list: its first counts, passes", nothing, { claims: { azp: [CLIENT, "other"] } }, 200],
    ["a list in another order", nothing, { claims: { azp: ["other", CLIENT] } }, forbidden],
    ["a number", nothing, { claims: { azp: 7 } }, forbidden],
    ["another case", nothing, { claims: { azp: CLIENT.toUpperCase() } }, forbidden],
  ]);

  test("a version 1 token: refused without its own identity provider's key, passes with it", async () => {
    const w = world();
    expect(await w.call({ claims: v1Token(w) })).toMatchObject({ status: 403, body: { code: "900908" } });
    await w.devportal.post(`/applications/${w.ids().application}/map-keys`, {
      consumerKey: CLIENT,
      keyManager: v1.name,
      keyType: "SANDBOX",
    });
    // The API has a production endpoint alone.
    await w.changeApi((api) => {
      api.endpointConfig.sandbox_endpoints = { url: "http://books.internal:8080" };
    });
    await w.deploy();
    expect(await w.call({ claims: v1Token(w) })).toMatchObject({ status: 200 });
  });
});

describe("9 and 12: the scopes", () => {
  const missing = [403, "900910"] as const;
  const post = { verb: "POST", body: "{}" };
  const lines: Line[] = [
    ["the operation's: passes", nothing, { ...post, claims: { scp: add } }, 201],
    ["among others: passes", nothing, { ...post, claims: { scp: `openid ${add} ${read}` } }, 201],
    ["in a list: passes", nothing, { ...post, claims: { scp: [read, add] } }, 201],
    ["after two spaces: passes", nothing, { ...post, claims: { scp: `${read}  ${add}` } }, 201],
    ["after a tab", nothing, { ...post, claims: { scp: `${read}\t${add}` } }, missing],
    ["another operation's", nothing, { ...post, claims: { scp: read } }, missing],
    ["in another case", nothing, { ...post, claims: { scp: add.toUpperCase() } }, missing],
    ["without the prefix", nothing, { ...post, claims: { scp: "books_add" } }, missing],
    ["as it is asked for at Entra", nothing, { ...post, claims: { scp: `api://1/${add}` } }, missing],
    ["longer than it", nothing, { ...post, claims: { scp: `${add}s` } }, missing],
    [
      "none, as in an app-only token",
      nothing,
      { ...post, claims: { scp: undefined, roles: [add] } },
      missing,
    ],
    [
      "in scope, where Choreo looks at scp",
      nothing,
      { ...post, claims: { scp: undefined, scope: add } },
      missing,
    ],
    [
      "in scope, where Choreo looks there: passes",
      keyManager({ scopesClaim: "scope" }),
      { ...post, claims: { scp: undefined, scope: add } },
      201,
    ],
    [
      "any of the operation's: passes",
      withScopes(["books_add", "books_read"]),
      { ...post, claims: { scp: read } },
      201,
    ],
    ["an operation that needs none: passes", withScopes([]), { ...post, claims: { scp: undefined } }, 201],
    [
      "none, where the operation needs one that is called default: passes",
      needingDefault,
      { ...post, claims: { scp: undefined } },
      201,
    ],
    [
      "some, where the operation needs one that is called default",
      needingDefault,
      { ...post, claims: { scp: add } },
      missing,
    ],
    [
      "needed in the working copy alone: passes",
      (w) =>
        w.changeApi(({ operations }) => {
          for (const operation of operations) operation.scopes = ["books_read"];
        }),
      { ...post, claims: { scp: add } },
      201,
    ],
  ];
  checkLines(world, lines);

  test("the refusal names the resource", async () => {
    const { body } = await world().call({ ...post, claims: { scp: read } });
    expect(body).toEqual({
      error_message: "The access token does not allow you to access the requested resource",
      code: "900910",
      error_description: "User is NOT authorized to access the Resource: /books. Scope validation failed.",
    });
  });
});

/** Deploys POST /books with these permissions. */
function withScopes(names: string[]) {
  return async (w: World) => {
    await w.changeApi(({ operations }) => {
      for (const operation of operations) if (operation.verb === "POST") operation.scopes = names;
    });
    await w.deploy();
  };
}

/** Where a token has no scopes, the gateway takes it to have this one. */
async function needingDefault(w: World) {
  await w.changeApi((api) => {
    api.scopePrefix = null;
    const scope = { name: "default", displayName: "default", description: "", bindings: [] };
    api.scopes = [{ scope, shared: false }];
    for (const operation of api.operations) operation.scopes = ["default"];
  });
  await w.deploy();
}
