import { describe, expect, test } from "@jest/globals";
import { SignJWT } from "jose";
import { claimRows, readClaims } from "../../../cli/invoke/claims.ts";
import { curlCommands } from "../../../cli/invoke/curl.ts";
import { gatewayError } from "../../../cli/invoke/gateway-error.ts";
import { chooseRedirect } from "../../../cli/invoke/redirect.ts";
import { report } from "../../../cli/invoke/report.ts";
import { resolveTarget } from "../../../cli/invoke/target.ts";
import { pastedAddress } from "../../../cli/invoke/ways.ts";
import { guideOutputs } from "../outputs.ts";

const outputs = guideOutputs();
const target = resolveTarget(outputs, { client: "storefront", api: "books", operation: "POST /books" });

describe("the gateway's own errors", () => {
  test.each([
    [
      "Choreo Connect's form",
      '{"error_message":"Scope validation failed","code":"900910","error_description":"User is NOT authorized"}',
      { code: "900910", message: "Scope validation failed", description: "User is NOT authorized" },
    ],
    [
      "the Synapse gateway's form",
      '{"code":900908,"message":"Resource forbidden","description":"No subscription"}',
      { code: "900908", message: "Resource forbidden", description: "No subscription" },
    ],
    ["an API's own error", '{"error":"no such book"}', undefined],
    ["a text", "Not Found", undefined],
    ["codes that are none", '{"code":null,"message":"m","description":"d"}', undefined],
    ["a code that is an object", '{"code":{},"message":"m","description":"d"}', undefined],
  ])("%s", (_, body, expected) => expect(gatewayError(404, body)).toEqual(expected));

  test("an answer that only looks like one", () =>
    expect(gatewayError(200, '{"code":"1","message":"m","description":"d"}')).toBeUndefined());
});

describe("the report", () => {
  const claims = { ver: "2.0", scp: "urn:taylordean:books:books_read", exp: 1_800_000_000, name: "Ada" };
  const refusal = { code: "900910", message: "Scope validation failed", description: "" };
  const result = {
    target,
    claims,
    status: 403,
    headers: new Headers({ "content-type": "application/json", "x-request-id": "1", server: "x" }),
    body: '{"code":"900910"}',
    refusal,
    calls: 1,
  };

  test("shows what matters and what the refusal means", () => {
    const text = report(result);
    expect(text).toContain("Status: 403\ncontent-type: application/json\n");
    expect(text).toContain('{\n  "code": "900910"\n}');
    expect(text).toContain("The gateway refused the call: 900910 Scope validation failed");
    expect(text).toContain("The operation opens with any of: urn:taylordean:books:books_add");
    expect(text).not.toContain("Ada");
  });

  test("says how often it called", () =>
    expect(report({ ...result, status: 200, refusal: undefined, calls: 3 })).toContain(
      "Status: 200 (after 3 calls)",
    ));

  test("reads the claims that decide", async () => {
    const token = await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32));
    expect(claimRows(readClaims(token)).map(([name, value]) => [name, value])).toEqual([
      ["ver", "2.0"],
      ["scp", "urn:taylordean:books:books_read"],
      ["exp", "2027-01-15T08:00:00.000Z"],
    ]);
  });

  test("a token that is no JWT", () =>
    expect(() => readClaims("opaque")).toThrow("The access token is not a JWT."));
});

describe("the pasted address", () => {
  const uri = "https://localhost:9000/";
  test.each([`${uri}?code=c&state=s`, ` "${uri}?code=c&state=s"\n`])("is taken: %s", (line) =>
    expect(pastedAddress(line, uri).searchParams.get("code")).toBe("c"),
  );

  test.each([
    ["", "That is not an address that starts with https://localhost:9000/."],
    ["0.AXkA-secret-code", "That is not an address that starts with https://localhost:9000/."],
    [
      "https://evil.example/?code=secret-code",
      "That is not an address that starts with https://localhost:9000/.",
    ],
    [uri, "The address has neither a code nor an error."],
  ])("is refused: %s", (line, message) => {
    expect(() => pastedAddress(line, uri)).toThrow(expect.objectContaining({ message, exitCode: 3 }));
  });
});

test("curl commands hold placeholders and quote for the shell", () => {
  const provider = {
    issuer: "https://login.example/t/v2.0",
    authorization_endpoint: "https://login.example/t/oauth2/v2.0/authorize",
    token_endpoint: "https://login.example/t/oauth2/v2.0/token",
    jwks_uri: "https://login.example/t/keys",
  };
  const redirect = chooseRedirect(outputs.connections.storefront.redirectUris);
  const text = curlCommands({ stack: "dev", target, provider, redirect, data: `{"title":"Ada's"}` });
  expect(text).toMatchInlineSnapshot(`
"# 1. Open this address in a browser and sign in. Copy the value of code from the address you come back to.
https://login.example/t/oauth2/v2.0/authorize?client_id=30000000-0000-4000-8000-000000000001&response_type=code&response_mode=query&redirect_uri=https%3A%2F%2Flocalhost%3A9000%2F&scope=api%3A%2F%2F580b40b7-5513-4714-a4e0-8d4e784f7dc6%2Furn%3Ataylordean%3Abooks%3Abooks_add+api%3A%2F%2F580b40b7-5513-4714-a4e0-8d4e784f7dc6%2Furn%3Ataylordean%3Abooks%3Abooks_read&state=12345

# 2. Exchange the code. Before that, one at a time: read -rs CLIENT_SECRET, read -r CODE.
#    The secret: npm run pulumi -- stack output connections --show-secrets --stack dev
curl --request POST 'https://login.example/t/oauth2/v2.0/token' \\
  --data-urlencode client_id='30000000-0000-4000-8000-000000000001' \\
  --data-urlencode scope='api://580b40b7-5513-4714-a4e0-8d4e784f7dc6/urn:taylordean:books:books_add api://580b40b7-5513-4714-a4e0-8d4e784f7dc6/urn:taylordean:books:books_read' \\
  --data-urlencode code="$CODE" \\
  --data-urlencode redirect_uri='https://localhost:9000/' \\
  --data-urlencode client_secret="$CLIENT_SECRET" \\
  --data-urlencode grant_type=authorization_code

# 3. Call the API with the access_token of the answer. Before that: read -r ACCESS_TOKEN.
curl --request POST 'https://localhost:8243/books/1.0.0/books' \\
  --header "Authorization: Bearer $ACCESS_TOKEN" \\
  --header 'Content-Type: application/json' \\
  --data '{"title":"Ada'\\''s"}'"
`);
  expect(text).not.toContain(outputs.connections.storefront.clientSecret);
});
