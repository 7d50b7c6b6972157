import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

interface Key {
  alg: string;
  privateKey: Awaited<ReturnType<typeof generateKeyPair>>["privateKey"];
  jwk: JWK;
}

/** How a token is signed, where it is not the usual way. */
export interface Signing {
  /** Id in the header; `null` for none. Default: that of the key. */
  kid?: string | null;
  /** Id of the key that signs. Default: the newest. */
  key?: string;
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

/** An identity provider of the test's own: it signs whatever it is told to, and publishes what it wants to. */
export async function startIssuer() {
  const keys = new Map<string, Key>();
  let published: string[] = [];
  let fetches = 0;
  let answers = true;
  const server = createServer((_, response) => {
    fetches += 1;
    const body = JSON.stringify({ keys: published.map((kid) => keys.get(kid)?.jwk) });
    response.writeHead(answers ? 200 : 503, { "content-type": "application/json" }).end(answers ? body : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;

  /** Makes a key without publishing it. */
  const makeKey = async (kid: string, alg = "RS256") => {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    keys.set(kid, { alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } });
  };
  await makeKey("first");
  published = ["first"];

  return {
    /** Of tokens of version 2. */
    issuer: `${url}/v2.0`,
    /** Of tokens of version 1; with a slash, as Entra's. */
    issuerV1: `${url}/`,
    jwksUrl: `${url}/keys`,
    makeKey,
    publish: (...kids: string[]) => {
      published = kids;
    },
    /** Whether the keys can be fetched. */
    answer: (does: boolean) => {
      answers = does;
    },
    /** How often the keys were fetched. */
    fetches: () => fetches,
    reset: () => {
      published = ["first"];
      answers = true;
      fetches = 0;
    },
    sign: (claims: JWTPayload, { key = published.at(-1) ?? "first", kid = key }: Signing = {}) => {
      const { privateKey, alg } = keys.get(key) as Key;
      return new SignJWT(claims).setProtectedHeader({ alg, ...(kid !== null && { kid }) }).sign(privateKey);
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
