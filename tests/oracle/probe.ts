import { entra as seed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { APIS, CLIENTS, operationsOf, USERS } from "./worlds.ts";

/** Besides the people: the client by itself (client credentials), and a call without any token. */
export const ITSELF = "the client itself";
export const NOBODY = "nobody";

/** Who can call what: `<person> | <client> | <api> | <operation> | <environment>`. Without a token there is no client. */
export type Calls = Set<string>;

export function callKey(
  person: string,
  client: string,
  api: string,
  operation: string,
  environment: string,
): string {
  return [person, client, api, operation, environment].join(" | ");
}

/** Where nothing is deployed the gateway says 404; the backend of the oracle says 200 to all. */
const isBackend = (status: number): boolean => status === 200;

/** By environment: its gateway. */
export type Gateways = Record<string, { url: string; fetch(request: Request): Promise<Response> | Response }>;

interface Output {
  connections: Record<
    string,
    { clientId: string; clientSecret: { value?: string } | string; redirectUris: string[] }
  >;
  apis: Record<
    string,
    { azure: { identifierUri: string }; scopes: Record<string, { fullyQualifiedName: string }> }
  >;
}

/**
 * Signs every person in through every client, asks for every permission of every API and of one elsewhere in the tenant, and calls every
 * operation with each token that comes of it. What people consent to meanwhile is taken back.
 *
 * @param elsewhere scope of a registration that has nothing to do with the stack and demands no assignment
 */
export async function whoCanCallWhat(
  sandbox: Sandbox,
  gateways: Gateways,
  outputs: Output,
  elsewhere: string,
): Promise<Calls> {
  const calls: Calls = new Set();
  const tryAll = async (person: string, client: string, tokens: readonly (string | undefined)[]) => {
    for (const [environment, gateway] of Object.entries(gateways))
      for (const api of APIS)
        for (const operation of operationsOf(api))
          for (const token of new Set(tokens))
            if (await isLetThrough({ gateway }, `/${api}/1.0.0`, operation, token, isBackend)) {
              calls.add(callKey(person, client, api, operation, environment));
              break;
            }
  };
  await tryAll(NOBODY, "", [undefined]);
  for (const client of CLIENTS) {
    const connection = outputs.connections[client];
    if (!connection) continue;
    const scopes = [
      elsewhere,
      ...Object.values(outputs.apis).flatMap(({ azure, scopes }) =>
        Object.values(scopes).map(({ fullyQualifiedName }) => `${azure.identifierUri}/${fullyQualifiedName}`),
      ),
    ];
    const signIn = new SignIn(sandbox, connection);
    for (const person of USERS) {
      // All that a person allows comes with each later token for the same API: the last ones have most.
      const tokens = new Map<string, string>();
      const session = new Map<string, string>();
      for (const scope of scopes) {
        const token = await signIn.token(person, scope, session);
        if (token) tokens.set(scope.slice(0, scope.lastIndexOf("/")), token);
      }
      await tryAll(person, client, [...tokens.values()]);
    }
    const resources = new Set(scopes.map((scope) => scope.slice(0, scope.lastIndexOf("/"))));
    const own = await Promise.all([...resources].map((resource) => signIn.ownToken(resource)));
    await tryAll(
      ITSELF,
      client,
      own.filter((each) => each !== undefined),
    );
  }
  return calls;
}

/**
 * @param base of the API at the gateway: `/books/1.0.0`
 * @param isThrough what the answer's status says
 */
export async function isLetThrough(
  { gateway }: { gateway: Gateways[string] },
  base: string,
  operation: string,
  token: string | undefined,
  isThrough = (status: number): boolean => status !== 401 && status !== 403,
): Promise<boolean> {
  const [method = "", target = ""] = operation.split(" ");
  const { status } = await gateway.fetch(
    new Request(`${gateway.url}${base}${target.replace("{id}", "1")}`, {
      method,
      ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
    }),
  );
  return isThrough(status);
}

/** A person in front of the emulator's pages, without the network. */
export class SignIn {
  readonly #sandbox: Sandbox;
  readonly #client: { id: string; secret: string; redirectUri: string };

  constructor(
    sandbox: Sandbox,
    connection: Pick<Output["connections"][string], "clientId" | "clientSecret" | "redirectUris">,
  ) {
    const { clientId, clientSecret, redirectUris } = connection;
    this.#sandbox = sandbox;
    this.#client = {
      id: clientId,
      secret: typeof clientSecret === "string" ? clientSecret : (clientSecret.value ?? ""),
      redirectUri: redirectUris[0] ?? "",
    };
  }

  /** @returns undefined where Entra refuses */
  async token(person: string, scope: string, cookies: Map<string, string>): Promise<string | undefined> {
    const { id, redirectUri } = this.#client;
    const query = new URLSearchParams({
      client_id: id,
      response_type: "code",
      redirect_uri: redirectUri,
      scope,
      state: "s",
    });
    let response = await this.#send(`/${seed.tenantId}/oauth2/v2.0/authorize?${query}`, cookies);
    for (let step = 0; step < 6; step++) {
      const location = response.headers.get("location");
      if (location) {
        const code = new URL(location, this.#sandbox.entra.url).searchParams.get("code");
        return code ? this.#redeem({ grant_type: "authorization_code", code, scope }) : undefined;
      }
      const page = await response.text();
      const name = /<main data-page="([\w-]+)"/.exec(page)?.[1];
      if (name !== "sign-in" && name !== "consent") return undefined;
      if (name === "sign-in" && page.includes("data-aadsts")) return undefined;
      const hidden = page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
      const action = /<form method="post" action="([^"]*)"/.exec(page)?.[1] ?? "";
      const form = new URLSearchParams([
        ...[...hidden].map(([, field = "", value = ""]): [string, string] => [field, value]),
        ...(name === "sign-in"
          ? ([
              ["login", person],
              ["passwd", seed.password],
              ["action", "sign-in"],
            ] as [string, string][])
          : ([["action", "accept"]] as [string, string][])),
      ]);
      response = await this.#send(action.replaceAll("&amp;", "&"), cookies, form);
    }
    return undefined;
  }

  /** A token of the client by itself. */
  ownToken(resource: string): Promise<string | undefined> {
    return this.#redeem({ grant_type: "client_credentials", scope: `${resource}/.default` });
  }

  async #redeem(fields: Record<string, string>): Promise<string | undefined> {
    const { id, secret, redirectUri } = this.#client;
    const form = new URLSearchParams({
      client_id: id,
      client_secret: secret,
      redirect_uri: redirectUri,
      ...fields,
    });
    const response = await this.#send(`/${seed.tenantId}/oauth2/v2.0/token`, new Map(), form);
    return ((await response.json()) as { access_token?: string }).access_token;
  }

  async #send(path: string, cookies: Map<string, string>, form?: URLSearchParams): Promise<Response> {
    const { entra } = this.#sandbox;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await entra.fetch(
      new Request(new URL(path, entra.url), {
        ...(form ? { method: "POST", body: form } : {}),
        ...(cookie ? { headers: { cookie } } : {}),
      }),
    );
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  }
}
