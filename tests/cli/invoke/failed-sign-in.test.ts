import { describe, expect, test } from "@jest/globals";
import { headless } from "../../../cli/invoke/headless.ts";
import { entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { asAda, read, sharedStage } from "./stage.ts";

const stage = sharedStage();

const { eve } = entra.users;

describe("a sign-in that fails", () => {
  test.each<[string, (state: string) => Record<string, string>, number, string | RegExp]>([
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
    ...(
      [
        ["28004", "asks for more scopes than Entra takes at a time.", ".default"],
        ["53003", "A Conditional Access policy of the tenant blocks", "sign-in log"],
        ["650052", "has no service principal for the API, or it is switched off.", "npm run doctor"],
      ] as const
    ).map(([code, meaning, advice]): [string, (state: string) => Record<string, string>, number, RegExp] => [
      `with AADSTS${code}`,
      (state) => ({
        state,
        error: "invalid_request",
        error_description: `AADSTS${code}: Some text.\r\nTrace ID: 1\r\nAADSTS65004`,
      }),
      3,
      new RegExp(`${meaning}[\\s\\S]*AADSTS${code}[\\s\\S]*${advice}`),
    ]),
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
    const run = await stage.invoke(read, stage.comingBack(parameters));
    expect(run).toMatchObject({
      code,
      out: "",
      err: says instanceof RegExp ? expect.stringMatching(says) : expect.stringContaining(says),
    });
    expect(run.err).not.toContain("nonsense");
  });

  test("of somebody who is not assigned", async () => {
    const run = await stage.invoke([...read, "--headless", "--user", eve.userPrincipalName]);
    expect(run).toMatchObject({ code: 3, out: "" });
    expect(run.err).toContain(
      `${eve.userPrincipalName} could not sign in.\nThe person is not assigned to the API`,
    );
    expect(run.err).toContain("AADSTS50105");
    expect(run.err).toContain("Add the person or group under assigned");
  });

  test("for a wrong secret, which is not shown", async () => {
    stage.made.outputs.connections.storefront.clientSecret = "wrong~but/secret value";
    const run = await stage.invoke([...read, ...asAda]);
    expect(run).toMatchObject({
      code: 3,
      err: expect.stringContaining("The client secret is wrong, or seconds old"),
    });
  });

  test("for an expired secret", async () => {
    stage.sandbox.entra.advanceClock(181 * 24 * 60 * 60);
    const run = await stage.invoke([...read, ...asAda]);
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
    stage.sandbox.entra.setFaults([fault]);
    const run = await stage.invoke([...read, ...asAda]);
    expect(run).toMatchObject({ code: 5, out: "", err: expect.stringContaining(says) });
    expect(run.err).not.toContain("<html>");
  });

  test("at an identity provider that is not there", async () => {
    const run = await stage.invoke([...read, ...asAda], { env: { ARM_METADATA_HOSTNAME: "localhost:1" } });
    expect(run).toMatchObject({
      code: 5,
      err: expect.stringContaining("Could not reach the cloud's metadata"),
    });
  });

  const html = { status: 200, body: "<html>maintenance</html>" };
  test.each<[string, string, string]>([
    ["the cloud's metadata", "/metadata/endpoints", "answered something that is not JSON."],
    ["the discovery document", "openid-configuration", "answered something that is not JSON."],
  ])("where %s is a page of HTML", async (_, path, says) => {
    stage.sandbox.entra.setFaults([{ match: { path }, then: html }]);
    const run = await stage.invoke([...read, ...asAda]);
    expect(run).toMatchObject({ code: 5, out: "", err: expect.stringContaining(says) });
    expect(run.err).not.toContain("<html>");
  });

  test("where the discovery document names no endpoints", async () => {
    const then = { status: 200, body: { issuer: "https://login.example" } };
    stage.sandbox.entra.setFaults([{ match: { path: "openid-configuration" }, then }]);
    expect(await stage.invoke([...read, ...asAda])).toMatchObject({
      code: 5,
      err: expect.stringContaining("is not an OpenID Connect discovery document.\nCheck the tenant id."),
    });
  });

  test("of which nobody comes back", async () => {
    const run = await stage.invoke([...read, "--timeout", "1"], { openBrowser: async () => {} });
    expect(run).toMatchObject({ code: 3, out: "" });
    expect(run.err).toMatch(
      /^Sign in in the browser\. If none opens, go to:\n\n {2}https:\/\/localhost:\d+\//,
    );
    expect(run.err).toContain(
      "Nobody came back from the sign-in within 1 s.\nIf the browser showed an error",
    );
  });

  test("on a machine without a browser: the address is printed, the listener waits on", async () => {
    const run = await stage.invoke([...read, "--timeout", "1"], {
      openBrowser: () => Promise.reject(new Error("spawn xdg-open ENOENT")),
    });
    expect(run).toMatchObject({ code: 3, err: expect.not.stringContaining("ENOENT") });
  });

  test.each([
    ["nothing", "", "That is not an address that starts with http://localhost:"],
    ["something else", "nonsense-code", "That is not an address that starts with http://localhost:"],
  ])("where the person pastes %s", async (_, line, says) => {
    const run = await stage.invoke([...read, "--paste"], { readLine: async () => line });
    expect(run).toMatchObject({ code: 3, out: "", err: expect.stringContaining(says) });
    expect(run.err).not.toContain("nonsense-code");
  });

  test("where the person pastes the answer to another sign-in", async () => {
    const run = await stage.invoke([...read, "--paste"], {
      readLine: async () => `${stage.redirectUri}?code=nonsense-code&state=of-yesterday`,
    });
    expect(run).toMatchObject({
      code: 3,
      out: "",
      err: expect.stringContaining("The answer's state is not"),
    });
    expect(run.err).not.toContain("nonsense-code");
  });

  test("headless, at a real tenant: refused", () =>
    expect(
      headless("ada").bring(
        new URL("https://login.microsoftonline.com/t/oauth2/v2.0/authorize"),
        { uri: stage.redirectUri, listen: undefined },
        () => undefined,
      ),
    ).rejects.toMatchObject({
      message:
        "--headless works in the sandbox only; this stack signs people in at login.microsoftonline.com.",
      exitCode: 2,
    }));
});
