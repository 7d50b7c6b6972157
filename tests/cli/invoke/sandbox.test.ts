import { existsSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import { Rest } from "../../../sandbox/kit/rest.ts";
import { choreo, entra } from "../../../sandbox/seed.ts";
import { needs } from "../../needs.ts";
import { adasBrowser, add, asAda, book, read, sharedStage } from "./stage.ts";

const { ada } = entra.users;
const stage = sharedStage();

describe("a call", () => {
  test("with the permission: the answer and what the token says", async () => {
    const run = await stage.invoke([...add, ...asAda, "--data", book]);
    expect(run.code).toBe(0);
    expect(run.out).toContain(`POST ${stage.sandbox.gateway.url}/books/1.0.0/books\nStatus: 201\n`);
    expect(run.out).toContain('"title": "Sketch of the Analytical Engine"');
    for (const claim of ["scp", "aud", "iss", "azp", "oid", "ver", "exp"])
      expect(run.out).toMatch(`│ ${claim} `);
    expect(run.out).toContain("urn:taylordean:books:books_add");
  });

  test("through the browser and the listener", async () => {
    const run = await stage.invoke([...read, "--patience", "0"], adasBrowser);
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining("Status: 200") });
  });

  test("with the address pasted", async () => {
    let signInUrl = "";
    const run = await stage.invoke([...read, "--paste", "--patience", "0"], {
      onLine: (line: string) => {
        signInUrl ||= /https:\S+authorize\S+/.exec(line)?.[0] ?? "";
      },
      readLine: async () => (await signInHeadless(signInUrl, { user: ada.userPrincipalName })).href,
    });
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining("Status: 200") });
  });

  test("through a client that nobody consented to the permission for: 403 900910, and what would open it", async () => {
    await stage.remake({ adminConsent: false });
    const run = await stage.invoke([...add, ...asAda, "--scope", "books_read", "--data", book]);
    expect(run.code).toBe(1);
    expect(run.out).toContain("Status: 403");
    expect(run.out).toContain("The gateway refused the call: 900910");
    expect(run.out).toContain(
      "User is NOT authorized to access the Resource: /books. Scope validation failed.",
    );
    expect(run.out).toContain("The operation opens with any of: urn:taylordean:books:books_add");
  });

  test("with an id token, which is checked", async () => {
    const run = await stage.invoke([...read, ...asAda, "--scope", "openid", "books_read"]);
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining("Status: 200") });
  });

  test("with a v1 token: the client id is in appid", async () => {
    await stage.remake({ tokenVersion: 1 });
    const run = await stage.invoke([...read, ...asAda]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch("│ appid ");
    expect(run.out).not.toMatch("│ azp ");
  });

  test("with an id token of version 2 beside a v1 access token: the version is the API's, not the endpoint's", async () => {
    await stage.remake({ tokenVersion: 1 });
    stage.sandbox.entra.clearRequests();
    const run = await stage.invoke([...read, ...asAda, "--scope", "openid", "books_read"]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/│ ver +│ 1\.0 /);
    const asked = stage.sandbox.entra.requests().map(({ path }) => path.split("?")[0]);
    expect(asked).toContain(`/${entra.tenantId}/v2.0/.well-known/openid-configuration`);
    expect(asked).toContain(`/${entra.tenantId}/oauth2/v2.0/authorize`);
    expect(asked).toContain(`/${entra.tenantId}/oauth2/v2.0/token`);
  });

  test("at the endpoints that the discovery document names", async () => {
    const { url } = stage.sandbox.entra;
    const found = await fetch(`${url}/${entra.tenantId}/v2.0/.well-known/openid-configuration`);
    const document = { ...((await found.json()) as object), token_endpoint: `${url}/elsewhere` };
    const match = { path: "/v2.0/.well-known/openid-configuration" };
    stage.sandbox.entra.setFaults([{ match, then: { status: 200, body: document } }]);
    const run = await stage.invoke([...read, ...asAda]);
    expect(run).toMatchObject({ code: 5, err: expect.stringContaining(`${url}/elsewhere did not answer`) });
  });

  test("after Entra has taken another key: the gateway fetches the keys again", async () => {
    expect(await stage.invoke([...read, ...asAda])).toMatchObject({ code: 0 });
    await fetch(`${stage.sandbox.entra.url}/_sandbox/keys/rotate`, {
      method: "POST",
      body: '{"keepOld": false}',
    });
    expect(await stage.invoke([...read, ...asAda])).toMatchObject({ code: 0 });
  });

  test("an API's own 404 is an answer, and no reason to wait", async () => {
    const lookUp = ["--client", "storefront", "--api", "books", "--operation", "GET /books/{id}"];
    const run = await stage.invoke([...lookUp, "--path-param", "id=none", ...asAda.slice(0, 3)]);
    expect(run).toMatchObject({ code: 1, err: "" });
    expect(run.out).toContain("Status: 404\n");
    expect(run.out).not.toContain("The gateway refused");
  });

  test("as JSON", async () => {
    const run = await stage.invoke([...read, ...asAda, "--json"]);
    expect(JSON.parse(run.out)).toMatchObject({
      verb: "GET",
      status: 200,
      calls: 1,
      claims: { ver: "2.0", oid: ada.id },
    });
  });
});

describe("a gateway that has not caught up", () => {
  test("is asked again, which is said", async () => {
    const { choreo: controlPlane } = stage.sandbox;
    controlPlane.setSwitches({ gatewayDelayMs: 3_600_000 });
    await stage.made.devportal.delete(
      `/subscriptions/${stage.made.outputs.connections.storefront.apis.books?.subscriptionId}`,
    );
    // Not with what stage.made gives, whose changes show at once.
    const devportal = new Rest(
      controlPlane.urls.devportal,
      await controlPlane.mintToken(),
      { organizationId: choreo.organizationId },
      controlPlane.fetch,
    );
    await devportal.post("/subscriptions", {
      applicationId: stage.made.outputs.connections.storefront.application.id,
      apiId: choreo.apis.books.id,
      throttlingPolicy: "Unlimited",
    });
    const run = await stage.invoke(
      [...read, "--headless", "--user", ada.userPrincipalName, "--patience", "20"],
      {
        onLine: () => controlPlane.propagate(),
      },
    );
    expect(run.err).toBe(
      "The gateway says 900908; it may not have heard of the deployment yet. Again in 1 s.",
    );
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining("Status: 200 (after 2 calls)") });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    [
      "401",
      "900901",
      async () => {
        const path = `/key-managers/${choreo.identityProviders.v2.id}`;
        const found = await stage.made.admin.get(path);
        await stage.made.admin.put(path, { ...found, issuer: `${found.issuer}/` });
      },
    ],
    [
      "403",
      "900908",
      () =>
        stage.made.devportal.delete(
          `/applications/${stage.made.outputs.connections.storefront.application.id}`,
        ),
    ],
  ])("or is right: %s %s is explained", async (status, code, breakIt) => {
    await breakIt();
    const run = await stage.invoke([...read, ...asAda]);
    expect(run.code).toBe(1);
    expect(run.out).toContain(`Status: ${status}`);
    expect(run.out).toContain(`The gateway refused the call: ${code}`);
    expect(run.out).toContain("npm run doctor finds the broken link.");
  });
});

describe("--curl", () => {
  const commands = async () => {
    const run = await stage.invoke([...add, "--curl", "--data", book]);
    expect(run).toMatchObject({ code: 0, err: "" });
    return run.out;
  };

  test("prints the guide's commands for this stack, with placeholders", async () => {
    const out = await commands();
    const { url } = stage.sandbox.entra;
    expect(out).toContain(`curl --request POST '${url}/${entra.tenantId}/oauth2/v2.0/token'`);
    expect(out).toContain('client_secret="$CLIENT_SECRET"');
    expect(out).toContain(
      `${stage.made.outputs.apis.books.azure.identifierUri}/urn:taylordean:books:books_add`,
    );
    expect(out).not.toContain("[secret]");
  });

  (needs(existsSync("/usr/bin/curl"), "curl at /usr/bin/curl", "install it") ? test : test.skip)(
    "they work, typed one after the other",
    async () => {
      const [first = "", second = "", third = ""] = (await commands()).split("\n\n");
      // Ahead of SSL_CERT_FILE, where a machine has it set.
      const trust = { CURL_CA_BUNDLE: stage.sandbox.tls.caPath };
      const curl = async (command: string, env: Record<string, string>) =>
        JSON.parse((await execa("sh", ["-c", command], { env: { ...trust, ...env } })).stdout);
      const signInUrl = first.split("\n")[1] ?? "";
      const landed = await signInHeadless(signInUrl, { user: ada.userPrincipalName });
      const tokens = await curl(second, {
        CLIENT_SECRET: stage.made.outputs.connections.storefront.clientSecret,
        CODE: landed.searchParams.get("code") ?? "",
      });
      expect(await curl(third, { ACCESS_TOKEN: tokens.access_token })).toMatchObject(JSON.parse(book));
    },
  );
});
