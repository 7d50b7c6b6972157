import { isLetThrough, SignIn } from "../kit/signIn.ts";
import type { Sandbox } from "../start.ts";
import type { HandMade } from "./index.ts";

/** Who is in which group of the world that is made by hand. */
export const PEOPLE: Record<string, string[]> = {
  "ada@taylordean.example": [],
  "grace@taylordean.example": ["group Librarians"],
  "eve@taylordean.example": [],
  "juergen.mueller@taylordean.example": ["group Bücherei Süd"],
};

/** What is asked for and called. */
interface Wanted {
  /** By the client's name: its client id. */
  clients: Record<string, string>;
  /** By the API's name: where it is, and its operations. */
  apis: Record<string, { base: string; operations: readonly string[] }>;
  /** Full names: `api://<client id>/<scope>`. */
  scopes: readonly string[];
}

/**
 * Signs every person in through every client with the secret that it was made with, asks for every scope and calls every operation.
 *
 * @returns `person | client | API | operation` of every call that the gateway lets through
 */
export async function callsLetThrough(
  sandbox: Sandbox,
  made: HandMade,
  { clients, apis, scopes }: Wanted,
): Promise<Set<string>> {
  const calls = new Set<string>();
  for (const [client, clientId] of Object.entries(clients)) {
    const own = Object.values(made.clients).find(({ appId }) => appId === clientId);
    // Of one there has never been a secret: nobody can sign in.
    if (!own) continue;
    const signIn = new SignIn(sandbox, {
      clientId,
      clientSecret: own.secrets.at(-1)?.text ?? "",
      redirectUris: [...own.redirectUris],
    });
    for (const person of Object.keys(PEOPLE)) {
      const tokens = new Map<string, string>();
      const session = new Map<string, string>();
      for (const scope of scopes) {
        const token = await signIn.token(person, scope, session);
        // Each later one of the same API has all that the person has allowed until then.
        if (token) tokens.set(scope.slice(0, scope.lastIndexOf("/")), token);
      }
      for (const [api, { base, operations }] of Object.entries(apis))
        for (const operation of operations)
          for (const token of tokens.values())
            if (await isLetThrough(sandbox, base, operation, token)) {
              calls.add([person, client, api, operation].join(" | "));
              break;
            }
    }
  }
  return calls;
}

/** The same of all that there is: every client that was made, every API with its operations as they are saved, every scope of the tenant. */
export async function everyCall(sandbox: Sandbox, made: HandMade): Promise<Set<string>> {
  const apis = await Promise.all(
    Object.values(made.apis).map(async ({ id, name, context, version }) => {
      const { operations } = await made.services.publisher.get(`/apis/${id}`);
      const names = operations.map(({ verb, target }: Record<string, string>) => `${verb} ${target}`);
      return [name, { base: `${context}/${version}`, operations: names as string[] }] as const;
    }),
  );
  const { applications } = sandbox.entra.state() as {
    applications: { appId: string; api?: { oauth2PermissionScopes?: { value: string }[] } }[];
  };
  return callsLetThrough(sandbox, made, {
    clients: Object.fromEntries(Object.entries(made.clients).map(([key, { appId }]) => [key, appId])),
    apis: Object.fromEntries(apis),
    scopes: applications.flatMap(({ appId, api }) =>
      (api?.oauth2PermissionScopes ?? []).map(({ value }) => `api://${appId}/${value}`),
    ),
  });
}
