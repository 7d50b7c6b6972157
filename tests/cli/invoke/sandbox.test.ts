import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { headless } from "../../../cli/invoke/headless.ts";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import { choreo, entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { type Provisioned, provision, startTrustedSandbox, type Wishes } from "../fixture.ts";
import { freePort } from "../free-port.ts";
import { type Run, runInvoke } from "../run-invoke.ts";

const { ada, eve } = entra.users;
let sandbox: Sandbox;
let made: Provisioned;
let redirectUri: string;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => remake());

async function remake(wishes: Wishes = {}): Promise<void> {
  for (const { url } of [sandbox.entra, sandbox.choreo, sandbox.gateway, sandbox.backend])
    await fetch(`${url}/_sandbox/reset`, { method: "POST" });
  // Without TLS, so that a test can be the browser that comes back.
  redirectUri = `http://localhost:${await freePort()}/`;
  made = await provision(sandbox, { redirectUris: [redirectUri], ...wishes });
}

const read = ["--client", "storefront", "--api", "books", "--operation", "GET /books"];
const add = ["--client", "storefront", "--api", "books", "--operation", "POST /books"];
const asAda = ["--headless", "--user", ada.userPrincipalName, "--patience", "0"];
const book = JSON.stringify({ title: "Sketch of the Analytical Engine", author: "Ada Lovelace" });

async function invoke(
  args: readonly string[],
  surroundings: Partial<Parameters<typeof runInvoke>[1]> = {},
): Promise<Run> {
  const run = await runInvoke(args, { outputs: made.outputs, env: sandbox.env, ...surroundings });
  const shown = run.out + run.err;
  expect(shown).not.toContain(made.outputs.connections.storefront.clientSecret);
  // The start of any JWT, and of a stack trace.
  expect(shown).not.toMatch(/eyJ[\w-]{20}/);
  expect(shown).not.toMatch(/^ {4}at /m);
  return run;
}

/** A browser that comes back with these parameters, whatever happened at Entra. */
const comingBack = (parameters: (state: string) => Record<string, string>) => ({
  openBrowser: async (url: string) => {
    const state = new URL(url).searchParams.get("state") ?? "";
    await fetch(`${redirectUri}?${new URLSearchParams(parameters(state))}`);
  },
});

/** A browser in which Ada signs in. */
const adasBrowser = {
  openBrowser: async (url: string) => {
    await fetch(await signInHeadless(url, { user: ada.userPrincipalName }));
  },
};

describe("a call", () => {
  test("with the permission: the answer and what the token says", async () => {
    const run = await invoke([...add, ...asAda, "--data", book]);
    expect(run.code).toBe(0);
    expect(run.out).toContain(`POST ${sandbox.gateway.url}/books/1.0.0/books\nStatus: 201\n`);
    expect(run.out).toContain('"title": "Sketch of the Analytical Engine"');
    for (const claim of ["scp", "aud", "iss", "azp", "oid", "ver", "exp"])
      expect(run.out).toMatch(`│ ${claim} `);
    expect(run.out).toContain("urn:taylordean:books:books_add");
  });

  test("through the browser and the listener", async () => {
    const run = await invoke([...read, "--patience", "0"], adasBrowser);
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining("Status: 200") });
  });

  test("with the address pasted", async () => {
    let signInUrl = "";
    const run = await invoke([...read, "--paste", "--patience", "0"], {
      onLine: (line: string) => {
        signInUrl ||= /https:\S+authorize\S+/.exec(line)?.[0] ?? "";
      },
      readLine: async () => (await signInHeadless(signInUrl, { user: ada.userPrincipalName })).href,
    });
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining("Status: 200") });
  });

  test("without the permission: 403 900910, and what would open it", async () => {
    const run = await invoke([...add, ...asAda, "--scope", "books_read", "--data", book]);
    expect(run.code).toBe(1);
    expect(run.out).toContain("Status: 403");
    expect(run.out).toContain("The gateway refused the call: 900910");
    expect(run.out).toContain("The operation opens with any of: urn:taylordean:books:books_add");
  });

  test("with an id token, which is checked", async () => {
    const run = await invoke([...read, ...asAda, "--scope", "openid", "books_read"]);
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining("Status: 200") });
  });

  test("with a v1 token: the client id is in appid", async () => {
    await remake({ tokenVersion: 1 });
    const run = await invoke([...read, ...asAda]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch("│ appid ");
    expect(run.out).not.toMatch("│ azp ");
  });

  test("an API's own 404 is an answer, and no reason to wait", async () => {
    const lookUp = ["--client", "storefront", "--api", "books", "--operation", "GET /books/{id}"];
    const run = await invoke([...lookUp, "--path-param", "id=none", ...asAda.slice(0, 3)]);
    expect(run).toMatchObject({ code: 1, err: "" });
    expect(run.out).toContain("Status: 404\n");
    expect(run.out).not.toContain("The gateway refused");
  });

  test("as JSON", async () => {
    const run = await invoke([...read, ...asAda, "--json"]);
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
    sandbox.choreo.setSwitches({ gatewayDelayMs: 3_600_000 });
    await made.devportal.delete(
      `/subscriptions/${made.outputs.connections.storefront.apis.books?.subscriptionId}`,
    );
    sandbox.choreo.propagate();
    await made.devportal.post("/subscriptions", {
      applicationId: made.outputs.connections.storefront.application.id,
      apiId: choreo.apis.books.id,
      throttlingPolicy: "Unlimited",
    });
    const run = await invoke([...read, "--headless", "--user", ada.userPrincipalName, "--patience", "20"], {
      onLine: () => sandbox.choreo.propagate(),
    });
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
        const found = await made.admin.get(path);
        await made.admin.put(path, { ...found, issuer: `${found.issuer}/` });
      },
    ],
    [
      "403",
      "900908",
      () => made.devportal.delete(`/applications/${made.outputs.connections.storefront.application.id}`),
    ],
  ])("or is right: %s %s is explained", async (status, code, breakIt) => {
    await breakIt();
    const run = await invoke([...read, ...asAda]);
    expect(run.code).toBe(1);
    expect(run.out).toContain(`Status: ${status}`);
    expect(run.out).toContain(`The gateway refused the call: ${code}`);
    expect(run.out).toContain("npm run doctor finds the broken link.");
  });
});

describe("a sign-in that fails", () => {
  test.each<[string, (state: string) => Record<string, string>, number, string]>([
    [
      "declined",
      (state) => ({
        state,
        error: "access_denied",
        error_description:
          "AADSTS65004: User declined to consent to access the app. Trace ID: 1 Correlation ID: 2",
      }),
      3,
      "The sign-in was refused: access_denied.\nThe person declined to consent.\nAADSTS65004: User declined to consent to access the app.\nCorrelation ID: 2\nStart again and accept, or set adminConsent: true in the client's settings.",
    ],
    [
      "with another state",
      () => ({ state: "of-somebody-else", code: "c" }),
      3,
      "The answer's state is not the one of this sign-in; it was not used.",
    ],
    [
      "without a state",
      () => ({ code: "c" }),
      3,
      "The answer's state is not the one of this sign-in; it was not used.",
    ],
    [
      "answered by another identity provider",
      (state) => ({ state, code: "c", iss: "https://evil.example" }),
      3,
      "The answer comes from another identity provider (iss); it was not used.",
    ],
    [
      "with a code that nobody issued",
      (state) => ({ state, code: "nonsense" }),
      3,
      "The token endpoint refused the code: invalid_grant.",
    ],
  ])("%s", async (_, parameters, code, says) => {
    const run = await invoke(read, comingBack(parameters));
    expect(run).toMatchObject({ code, out: "", err: expect.stringContaining(says) });
    expect(run.err).not.toContain("nonsense");
  });

  test("of somebody who is not assigned", async () => {
    const run = await invoke([...read, "--headless", "--user", eve.userPrincipalName]);
    expect(run).toMatchObject({ code: 3, out: "" });
    expect(run.err).toContain(
      `${eve.userPrincipalName} could not sign in.\nThe person is not assigned to the API`,
    );
    expect(run.err).toContain("AADSTS50105");
    expect(run.err).toContain("Add the person or group under assigned");
  });

  test("for a wrong secret, which is not shown", async () => {
    made.outputs.connections.storefront.clientSecret = "wrong~but/secret value";
    const run = await invoke([...read, ...asAda]);
    expect(run).toMatchObject({ code: 3, err: expect.stringContaining("The client secret is wrong.") });
  });

  test("for an expired secret", async () => {
    sandbox.entra.advanceClock(181 * 24 * 60 * 60);
    const run = await invoke([...read, ...asAda]);
    expect(run).toMatchObject({ code: 3, err: expect.stringContaining("The client secret has expired.") });
  });

  const token = { match: { method: "POST", path: "/token" } };
  test.each<[string, Parameters<Sandbox["entra"]["setFaults"]>[0][number], string]>([
    [
      "HTML",
      { ...token, then: { status: 200, body: "<html>maintenance</html>" } },
      "did not answer as a token endpoint does (status 200, text/html).",
    ],
    [
      "an error page",
      { ...token, then: { status: 502, body: "<html>bad gateway</html>" } },
      "did not answer as a token endpoint does (status 502, text/html).",
    ],
    [
      "JSON of another kind",
      { ...token, then: { status: 200, body: { hello: 1 } } },
      'did not answer as a token endpoint does ("response" body "access_token" property must be a string).',
    ],
    ["nothing", { ...token, then: { drop: "before" } }, "Could not get a token at "],
  ])("at a token endpoint that answers %s", async (_, fault, says) => {
    sandbox.entra.setFaults([fault]);
    const run = await invoke([...read, ...asAda]);
    expect(run).toMatchObject({ code: 5, out: "", err: expect.stringContaining(says) });
    expect(run.err).not.toContain("<html>");
  });

  test("at an identity provider that is not there", async () => {
    const run = await runInvoke([...read, ...asAda], {
      outputs: made.outputs,
      env: { ARM_METADATA_HOSTNAME: "localhost:1" },
    });
    expect(run).toMatchObject({
      code: 5,
      err: expect.stringContaining("Could not reach the cloud's metadata"),
    });
  });

  test("headless, at a real tenant: refused", () =>
    expect(
      headless("ada").bring(new URL("https://login.microsoftonline.com/t/oauth2/v2.0/authorize"), {
        uri: redirectUri,
        listen: undefined,
      }),
    ).rejects.toMatchObject({
      message:
        "--headless works in the sandbox only; this stack signs people in at login.microsoftonline.com.",
      exitCode: 2,
    }));
});

describe("what makes no sense", () => {
  test.each<[string, string[], string]>([
    ["an unknown stack", ["--stack", "dve", ...read], 'The project has no stack "dve".\nDid you mean "dev"?'],
    [
      "an unknown client",
      ["--client", "storfront", ...read.slice(2)],
      'The stack has no client "storfront".\nDid you mean "storefront"?',
    ],
    [
      "an unknown API",
      ["--client", "storefront", "--api", "bokos", "--operation", "GET /books"],
      'The stack has no API "bokos".\nDid you mean "books"?',
    ],
    [
      "an unknown operation",
      [...read.slice(0, 4), "--operation", "GET /book"],
      'The API "books" has no operation "GET /book".\nDid you mean "GET /books"',
    ],
    ["a missing option", read.slice(2), "error: required option '--client <key>' not specified"],
    [
      "an unknown option",
      [...read, "--opration", "x"],
      "error: unknown option '--opration'\n(Did you mean --operation?)",
    ],
    ["a body that is not JSON", [...read, "--data", "{title}"], "It is not JSON:"],
    ["a port that is none", [...read, "--port", "70000"], "It must be a whole number from 1 to 65535."],
    ["a pair that is none", [...read, "--query", "x"], "Write it as name=value."],
    ["headless without a user", [...read, "--headless"], "--headless needs --user."],
    ["headless and pasting", [...read, ...asAda, "--paste"], "cannot be used with option '--paste'"],
  ])("%s", async (_, args, says) => {
    const run = await invoke(args);
    expect(run).toMatchObject({ code: 2, out: "", err: expect.stringContaining(says) });
  });

  test("a port in use", async () => {
    const other = createServer();
    const { port } = new URL(redirectUri);
    await new Promise<void>((resolve) => other.listen(Number(port), "localhost", resolve));
    const run = await invoke(read, adasBrowser);
    await new Promise((resolve) => other.close(resolve));
    expect(run).toMatchObject({
      code: 4,
      err: expect.stringContaining(
        `Port ${port}, where the code should arrive, is in use by another program.`,
      ),
    });
  });

  test("help is not an error", async () => {
    const run = await invoke(["--help"]);
    expect(run).toMatchObject({ code: 0, err: "", out: expect.stringContaining("--operation <operation>") });
  });
});

test("--curl prints the guide's commands for this stack, with placeholders", async () => {
  const run = await invoke([...add, "--curl", "--data", book]);
  expect(run.code).toBe(0);
  expect(run.out).toContain(`curl --request POST '${sandbox.entra.url}/${entra.tenantId}/oauth2/v2.0/token'`);
  expect(run.out).toContain('client_secret="$CLIENT_SECRET"');
  expect(run.out).toContain(`${made.outputs.apis.books.azure.identifierUri}/urn:taylordean:books:books_add`);
  expect(run.out).not.toContain("[secret]");
});
