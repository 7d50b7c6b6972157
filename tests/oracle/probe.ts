import { decodeJwt } from "jose";
import { type Services, signIn } from "../../sandbox/kit/services.ts";
import { type Gateway, isLetThrough, SignIn } from "../../sandbox/kit/signIn.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { makeElsewhere, takeBackConsents } from "./tenant.ts";
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
export type Gateways = Record<string, Gateway>;

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

/** Who has which tokens, through which client. */
type Tokens = { person: string; client: string; tokens: (string | undefined)[] }[];

/** Claims that say who and when. The gateway, which looks at issuer, client, scopes and end (its README), does not decide by them. */
const ABOUT_A_PERSON = ["sub", "oid", "name", "preferred_username", "sid", "uti", "rh", "iat", "nbf", "exp"];

/**
 * Finds out by real sign-ins and calls who can call what in a sandbox. What cannot have another outcome than the time before is not done
 * again: sign-ins where nothing changed in the tenant, calls of tokens that say the same to gateways that serve the same.
 */
export class Probe {
  readonly #sandbox: Sandbox;
  readonly #services: Services;
  readonly #gateways: Gateways;
  /** Scope of a registration that has nothing to do with the stack and demands no assignment. */
  readonly #elsewhere: string;
  #tenant = "";
  #tokens: Tokens = [];
  #served = "";
  readonly #answers = new Map<string, boolean>();

  static async start(sandbox: Sandbox, gateways: Gateways): Promise<Probe> {
    const services = await signIn(sandbox);
    return new Probe(sandbox, services, gateways, await makeElsewhere(services));
  }

  private constructor(sandbox: Sandbox, services: Services, gateways: Gateways, elsewhere: string) {
    this.#sandbox = sandbox;
    this.#services = services;
    this.#gateways = gateways;
    this.#elsewhere = elsewhere;
  }

  async whoCanCallWhat(outputs: Output): Promise<Calls> {
    const { entra, choreo } = this.#sandbox;
    // Who calls calls later.
    for (const service of [entra, choreo]) service.propagate();
    const tenant = JSON.stringify(entra.state());
    if (tenant !== this.#tenant) this.#tokens = await this.#signInAll(outputs);
    this.#tenant = tenant;
    const served = JSON.stringify(choreo.controlPlane.gatewayView());
    if (served !== this.#served) this.#answers.clear();
    this.#served = served;
    const calls: Calls = new Set();
    for (const { person, client, tokens } of [
      { person: NOBODY, client: "", tokens: [undefined] },
      ...this.#tokens,
    ])
      for (const environment of Object.keys(this.#gateways))
        for (const api of APIS)
          for (const operation of operationsOf(api))
            for (const token of tokens)
              if (await this.#isLetThrough(environment, api, operation, token)) {
                calls.add(callKey(person, client, api, operation, environment));
                break;
              }
    return calls;
  }

  async #isLetThrough(
    environment: string,
    api: string,
    operation: string,
    token: string | undefined,
  ): Promise<boolean> {
    const claims = Object.entries(token ? decodeJwt(token) : {});
    const said = claims.filter(([name]) => !ABOUT_A_PERSON.includes(name));
    const key = JSON.stringify([environment, operation, token !== undefined, said]);
    const gateway = this.#gateways[environment] as Gateway;
    const answer =
      this.#answers.get(key) ??
      (await isLetThrough({ gateway }, `/${api}/1.0.0`, operation, token, isBackend));
    this.#answers.set(key, answer);
    return answer;
  }

  /**
   * Signs every person in through every client and asks for every permission of every API and of one elsewhere in the tenant. What people
   * consent to meanwhile is taken back.
   */
  async #signInAll({ apis, connections }: Output): Promise<Tokens> {
    const found: Tokens = [];
    const scopes = [
      this.#elsewhere,
      ...Object.values(apis).flatMap(({ azure, scopes }) =>
        Object.values(scopes).map(({ fullyQualifiedName }) => `${azure.identifierUri}/${fullyQualifiedName}`),
      ),
    ];
    const resourceOf = (scope: string) => scope.slice(0, scope.lastIndexOf("/"));
    for (const client of CLIENTS) {
      const connection = connections[client];
      if (!connection) continue;
      const signIn = new SignIn(this.#sandbox, connection);
      for (const person of USERS) {
        // All that a person allows comes with each later token for the same API: the last ones have most.
        const codes = new Map<string, { code: string; scope: string }>();
        const session = new Map<string, string>();
        for (const scope of scopes) {
          const code = await signIn.code(person, scope, session);
          if (code) codes.set(resourceOf(scope), { code, scope });
        }
        const tokens = [];
        for (const { code, scope } of codes.values()) tokens.push(await signIn.redeem(code, scope));
        found.push({ person, client, tokens: tokens.filter((each) => each !== undefined) });
      }
      const resources = new Set(scopes.map(resourceOf));
      const own = await Promise.all([...resources].map((resource) => signIn.ownToken(resource)));
      found.push({ person: ITSELF, client, tokens: own.filter((each) => each !== undefined) });
    }
    await takeBackConsents(this.#services);
    return found;
  }
}
