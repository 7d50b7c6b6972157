import { entra as seed } from "../seed.ts";
import type { Sandbox } from "../start.ts";

/** A gateway, called without the network. */
export interface Gateway {
  url: string;
  fetch(request: Request): Promise<Response> | Response;
}

/**
 * Whether the gateway lets a call through to what is behind it.
 *
 * @param base of the API at the gateway: `/books/1.0.0`
 * @param isThrough what the answer's status says
 */
export async function isLetThrough(
  { gateway }: { gateway: Gateway },
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
    connection: { clientId: string; clientSecret: { value?: string } | string; redirectUris: string[] },
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
    const code = await this.code(person, scope, cookies);
    return code && this.redeem(code, scope);
  }

  /** What `redeem` makes a token of; the person has consented then. */
  async code(person: string, scope: string, cookies: Map<string, string>): Promise<string | undefined> {
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
      if (location) return new URL(location, this.#sandbox.entra.url).searchParams.get("code") ?? undefined;
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

  redeem(code: string, scope: string): Promise<string | undefined> {
    return this.#token({ grant_type: "authorization_code", code, scope });
  }

  /** A token of the client by itself. */
  ownToken(resource: string): Promise<string | undefined> {
    return this.#token({ grant_type: "client_credentials", scope: `${resource}/.default` });
  }

  async #token(fields: Record<string, string>): Promise<string | undefined> {
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
