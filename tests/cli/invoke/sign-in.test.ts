import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { beginSignIn, type SignInRequest } from "../../../cli/invoke/sign-in.ts";
import { type Discovery, discover, findCloud } from "../../../cli/shared/cloud.ts";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import { entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { type Provisioned, provision, startTrustedSandbox } from "../fixture.ts";

let sandbox: Sandbox;
let made: Provisioned;
let provider: Discovery;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  made = await provision(sandbox);
  provider = await discover(await findCloud(sandbox.env), entra.tenantId);
});
afterAll(() => sandbox.stop());

const begin = (...more: string[]) => beginWith({}, ...more);
const beginWith = (options: Partial<SignInRequest>, ...more: string[]) => {
  const { storefront } = made.outputs.connections;
  const { azure, scopes } = made.outputs.apis.books;
  return beginSignIn({
    provider,
    clientId: storefront.clientId,
    clientSecret: storefront.clientSecret,
    redirectUri: storefront.redirectUris[0] ?? "",
    scopes: [`${azure.identifierUri}/${scopes.books_read?.fullyQualifiedName}`, ...more],
    ...options,
  });
};
const user = entra.users.ada.userPrincipalName;

test("asks with a challenge (S256) and a state, new each time, and for a code in the query", async () => {
  const [first, second] = [await begin(), await begin()].map(({ url }) => url.searchParams);
  expect(Object.fromEntries(first ?? [])).toMatchObject({
    response_type: "code",
    response_mode: "query",
    code_challenge_method: "S256",
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
  });
  for (const name of ["state", "code_challenge"]) expect(first?.get(name)).not.toBe(second?.get(name));
  expect(first?.has("nonce")).toBe(false);
});

test("asks for an id token with a nonce and gives its claims, checked", async () => {
  const signIn = await begin("openid");
  const nonce = signIn.url.searchParams.get("nonce");
  expect(nonce).toMatch(/^[\w-]{43}$/);
  const { idTokenClaims } = await signIn.finish(await signInHeadless(signIn.url, { user }));
  expect(idTokenClaims).toMatchObject({ nonce, oid: entra.users.ada.id });
});

test("refuses an id token of another nonce", async () => {
  const signIn = await begin("openid");
  const asked = new URL(signIn.url);
  asked.searchParams.set("nonce", "of-another-sign-in");
  await expect(signIn.finish(await signInHeadless(asked, { user }))).rejects.toMatchObject({
    exitCode: 5,
    message: expect.stringContaining("did not answer as a token endpoint does"),
  });
});

test("a code of another sign-in is worth nothing without its verifier", async () => {
  const theirs = await signInHeadless((await begin()).url, { user });
  const ours = await begin();
  // As if somebody had slipped their code into our answer.
  theirs.searchParams.set("state", ours.url.searchParams.get("state") ?? "");
  await expect(ours.finish(theirs)).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining("The code verifier does not match the code challenge of the request."),
  });
});

describe("a secret that Entra does not know yet", () => {
  const unknown = (times: number) =>
    sandbox.entra.setFaults([
      {
        match: { method: "POST", path: "/token" },
        times,
        then: {
          status: 401,
          body: {
            error: "invalid_client",
            error_description: "AADSTS7000215: Invalid client secret provided.",
          },
        },
      },
    ]);
  afterEach(() => sandbox.entra.setFaults([]));

  test("is tried again, with the same code, within the patience", async () => {
    const waits: number[] = [];
    const signIn = await beginWith({ patience: 10, onWait: (seconds) => waits.push(seconds) });
    const answer = await signInHeadless(signIn.url, { user });
    unknown(1);
    expect((await signIn.finish(answer)).accessToken).toMatch(/^ey/);
    expect(waits).toEqual([1]);
  });

  test("without patience is refused at once", async () => {
    const signIn = await begin();
    const answer = await signInHeadless(signIn.url, { user });
    unknown(1);
    await expect(signIn.finish(answer)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining("or seconds old"),
    });
  });
});
