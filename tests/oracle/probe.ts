import { type Gateway, isLetThrough, SignIn } from "../../sandbox/kit/signIn.ts";
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
