import { expect, test } from "@jest/globals";
import { findings } from "./findings.ts";
import type { Standing } from "./world.ts";

/** The client's secret is not the stack's. */
function external({ outputs }: Standing): void {
  Object.assign(outputs.connections.storefront, {
    secret: "external",
    clientSecret: "",
    clientSecretExpires: "",
    clientSecretKeyId: "",
    clientSecretKeyIds: [],
  });
}

const credentials = (standing: Standing, ...ends: string[]) => {
  if (standing.client)
    standing.client.passwordCredentials = ends.map((endDateTime, index) => ({
      keyId: `by hand ${index}`,
      endDateTime,
    }));
};

test("secrets that the client keeps are nothing too much, and the one that works longest counts", async () => {
  const found = await findings((standing) => {
    external(standing);
    credentials(standing, "2026-11-01T00:00:00Z", "2027-05-23T00:00:00Z");
  });
  expect(found).toEqual([]);
});

test("its end is watched", async () => {
  const soon = await findings((standing) => {
    external(standing);
    credentials(standing, "2026-12-01T00:00:00Z");
  });
  expect(soon).toEqual(["secret yellow: 7 days left, until 2026-12-01."]);
  const gone = await findings((standing) => {
    external(standing);
    credentials(standing);
  });
  expect(gone).toEqual(["secret red: None: it can redeem no code (AADSTS7000218)."]);
});

test("redirect URIs of other platforms are the stack's where its outputs say so", async () => {
  const other = (standing: Standing, uris: string[]) => {
    if (standing.client) standing.client.spa = { redirectUris: ["https://spa.example/"] };
    standing.outputs.connections.storefront.otherRedirectUris = uris;
  };
  expect(await findings((standing) => other(standing, ["https://spa.example/"]))).toEqual([]);
  expect(await findings((standing) => other(standing, ["https://other.example/"]))).toEqual([
    "redirect-uri red: https://other.example/ is not registered.",
    expect.stringContaining("redirect URI (spa) https://spa.example/"),
  ]);
});
