import { describe, expect, test } from "@jest/globals";
import { keyManagerRoutes } from "../../../sandbox/choreo/admin/key-managers.ts";
import { managementScopes } from "../../../sandbox/choreo/auth/scopes.ts";
import { devportalRoutes } from "../../../sandbox/choreo/devportal/index.ts";
import { scopesOf } from "../../../sandbox/choreo/http/route.ts";
import { publisherRoutes } from "../../../sandbox/choreo/publisher/index.ts";
import { specFor, specsPresent } from "../../contract/specs.ts";
import { flavours, harnessFor } from "./harness.ts";

const apis = { publisher: publisherRoutes, devportal: devportalRoutes, admin: keyManagerRoutes };
const routes = (["publisher", "devportal", "admin"] as const).flatMap((api) =>
  apis[api].map((route) => ({ api, route, name: `${route.method} ${api} ${route.path}` })),
);

describe.each(flavours)("OAuth scopes of %s's operations", (flavour) => {
  const harness = harnessFor({ flavour, contract: false });

  test.each(routes)("$name", async ({ api, route }) => {
    const scopes = scopesOf(route, flavour);
    // Ids that nobody has: all that counts here is whether the call gets past the token.
    const path = route.path.replaceAll(/:\w+/g, "unknown");
    const call = async (own: readonly string[]) => {
      harness.useToken(await harness.choreo.mintToken({ scopes: [...own] }));
      const body = ["POST", "PUT"].includes(route.method) ? {} : undefined;
      return (await harness[api](route.method, path, body)).status;
    };
    for (const scope of scopes) expect(await call([scope])).not.toBe(401);
    const others = managementScopes.filter((scope) => !scopes.includes(scope));
    const refused = scopes.length > 0;
    expect((await call(others)) === 401).toBe(refused);
    expect((await call([])) === 401).toBe(refused);
  });
});

(specsPresent ? describe : describe.skip).each(flavours)("the official files of %s", (flavour) => {
  const versions = {
    choreo: { publisher: "v2", devportal: "v2", admin: "v2" },
    apim: { publisher: "v4", devportal: "v3", admin: "v4" },
  }[flavour];

  test.each(routes)("ask for the same scopes: $name", async ({ api, route }) => {
    const path = `/api/am/${api}/${versions[api]}${route.path.replaceAll(/:(\w+)/g, "{$1}")}`;
    const spec = await specFor(flavour, path);
    const operation = spec?.matchOperation({ method: route.method.toLowerCase(), path, headers: {} });
    if (!operation) {
      expect(flavour).toBe("choreo");
      expect([
        // Came to Choreo after its branch was published (see the table of deviations).
        "DELETE /applications/:applicationId/oauth-keys/:keyMappingId",
        // Answered 404 there.
        "DELETE /apis/:apiId/cancel-revision-workflow/:revisionId/:envName",
      ]).toContain(`${route.method} ${route.path}`);
      return;
    }
    const listed = (operation.security ?? []).flatMap(({ OAuth2Security = [] }) => OAuth2Security);
    // Servers of the Model Context Protocol, which 4.6 manages through the same operations, are not emulated.
    const expected = listed.filter((scope) => !scope.startsWith("apim:mcp_"));
    expect([...scopesOf(route, flavour)].sort()).toEqual([...new Set(expected)].sort());
  });
});
