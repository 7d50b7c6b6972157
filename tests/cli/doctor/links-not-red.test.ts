import { describe, expect, test } from "@jest/globals";
import { Forbidden } from "../../../cli/doctor/reader.ts";
import { admin, findings, scope } from "./findings.ts";
import type { Standing } from "./world.ts";

describe("yellow", () => {
  test("what only an administrator of Choreo can see", async () => {
    const found = await findings((s) => {
      s.adminKeyManager = new Forbidden("/key-managers");
    });
    expect(found).toEqual([
      'issuer yellow: Not visible with these credentials. v2 tokens need "https://login.example/t/v2.0".',
      "claims yellow: Not visible with these credentials. v2 tokens need azp and scp.",
    ]);
  });

  test("a secret near its end", async () => {
    const found = await findings((s) => {
      s.now = new Date("2027-05-01T00:00:00Z");
    });
    expect(found).toEqual(["secret yellow: 22 days left, until 2027-05-23."]);
  });

  test("consent that each person gives", async () => {
    const found = await findings((s) => {
      s.grants = [];
      for (const use of Object.values(s.outputs.connections.storefront.apis)) {
        use.adminConsent = false;
        use.permissions = ["books_read"];
      }
    });
    expect(found).toEqual(["consent yellow: Each person is asked for books_read at the first sign-in."]);
  });

  test("consent that only an administrator can give, as somebody has changed it in Azure", async () => {
    const found = await findings((s) => {
      s.grants = [];
      for (const use of Object.values(s.outputs.connections.storefront.apis)) {
        use.adminConsent = false;
        use.permissions = ["books_read"];
      }
      for (const each of s.webApi?.api?.oauth2PermissionScopes ?? []) each.type = "Admin";
    });
    expect(found).toEqual([
      "consent yellow: Only an administrator can consent to books_read; others get AADSTS90094 until then.",
    ]);
  });

  test("consent that only an administrator can give", async () => {
    const found = await findings((s) => {
      s.grants = [];
      for (const use of Object.values(s.outputs.connections.storefront.apis)) use.adminConsent = false;
    });
    expect(found).toEqual([
      "consent yellow: Only an administrator can consent to books_add; others get AADSTS90094 until then.",
    ]);
  });

  test("a key whose client id is kept from the caller", async () => {
    const found = await findings((s) => {
      for (const key of s.keys) delete key.consumerKey;
    });
    expect(found).toEqual([
      "key-mapping yellow: A key is there, but these credentials may not see its client id.",
    ]);
  });
});

describe("green in other ways", () => {
  test("the API authorizes the client without consent", async () => {
    const found = await findings((s) => {
      s.grants = [];
      if (s.webApi?.api)
        s.webApi.api.preAuthorizedApplications = [
          {
            appId: s.client?.appId ?? "",
            delegatedPermissionIds: [scope(s, 0).id ?? "", scope(s, 1).id ?? ""],
          },
        ];
    });
    expect(found).toEqual([]);
  });

  test("v1 tokens with an identity provider for them", async () => {
    const found = await findings((s) => {
      s.outputs.apis.books.azure.tokenVersion = 1;
      Object.assign(admin(s), { issuer: "https://sts.example/t/", consumerKeyClaim: "appid" });
    });
    expect(found).toEqual([]);
  });

  test("API Manager, whose scope names are whole", async () => {
    const found = await findings((s) => {
      for (const api of [s.api, s.deployed]) {
        if (!api) continue;
        delete api.scopePrefix;
        for (const each of api.scopes ?? []) each.scope.name = `urn:taylordean:books:${each.scope.name}`;
        for (const each of api.operations ?? [])
          each.scopes = each.scopes?.map((name) => `urn:taylordean:books:${name}`);
      }
    });
    expect(found).toEqual([]);
  });

  test("a scope that the settings switch off", async () => {
    const found = await findings((s) => {
      scope(s, 1).isEnabled = false;
      const output = s.outputs.apis.books.scopes.books_read;
      if (output) output.enabled = false;
    });
    expect(found).toEqual([]);
  });
});

describe("permissions that live in Choreo", () => {
  const choreos = (breakIt: (standing: Standing) => void = () => {}) =>
    findings((s) => {
      s.outputs.apis.books.permissionsFrom = "choreo";
      breakIt(s);
    });
  test("are no fault", async () => expect(await choreos()).toEqual([]));
  test("what is open is told", async () =>
    expect(
      await choreos((s) => {
        s.outputs.apis.books.operations["GET /health"] = [];
        s.deployed.operations?.push({ verb: "GET", target: "/health", authType: "None", scopes: [] });
      }),
    ).toEqual([
      "open-operations yellow: Needs no permission in Choreo, where the permissions live: Default: GET /health (no token either).",
    ]));
  test("what has changed there since the last run is told", async () =>
    expect(
      await choreos((s) => s.deployed.operations?.push({ verb: "GET", target: "/new", scopes: [] })),
    ).toEqual(["open-operations yellow: Changed in Choreo since the last run: Default: GET /new."]));
});
