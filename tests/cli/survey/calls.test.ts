import { expect, test } from "@jest/globals";
import type { Report } from "../../../cli/survey/report.ts";
import { isLetThrough, SignIn } from "../../oracle/probe.ts";
import { found, made, sandbox } from "./handMadeWorld.ts";

/** Who is in which group of the world that is made by hand. */
const PEOPLE: Record<string, string[]> = {
  "ada@taylordean.example": [],
  "grace@taylordean.example": ["group Librarians"],
  "eve@taylordean.example": [],
  "juergen.mueller@taylordean.example": ["group Bücherei Süd"],
};

/** `person | client | API | operation` of every call that the gateway lets through. */
async function callsLetThrough(): Promise<Set<string>> {
  const calls = new Set<string>();
  const scopes = Object.values(made.webApis).flatMap(({ appId, scopes }) =>
    Object.keys(scopes).map((value) => `api://${appId}/${value}`),
  );
  for (const [client, { clientId }] of Object.entries(found.clients)) {
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
      for (const [api, { name, version }] of Object.entries(found.apis)) {
        const { context } = Object.values(made.apis).find((each) => each.name === name) ?? { context: "" };
        for (const operation of Object.keys(found.access.apis[api]?.operations ?? {}))
          for (const token of tokens.values())
            if (await isLetThrough(sandbox, `${context}/${version}`, operation, token)) {
              calls.add([person, client, api, operation].join(" | "));
              break;
            }
      }
    }
  }
  return calls;
}

test("who may call what is what calls show, but for the chains that are said to be broken", async () => {
  const calls = await callsLetThrough();
  const told = toldBy(found);
  // Nobody's consent is hidden from this survey: what waits for one is not let through.
  expect([...calls].filter((call) => !told.has(call))).toEqual([]);

  const broken = found.chains
    .filter(({ holds }) => !holds)
    .map(({ client, api }) => ` | ${client} | ${api} | `);
  const inWhole = [...told].filter((call) => !broken.some((chain) => call.includes(chain)));
  expect(inWhole.filter((call) => !calls.has(call))).toEqual([]);
  // A world in which nobody calls anything would prove nothing.
  expect(calls.size).toBeGreaterThan(20);
}, 120_000);

/** What the survey says can be called as things are. */
function toldBy({ calls }: Report): Set<string> {
  const told = calls.flatMap(({ api, operations, through }) =>
    through
      .filter(({ ifAdminConsented }) => !ifAdminConsented)
      .flatMap(({ client, subjects }) =>
        Object.entries(PEOPLE)
          .filter(([person, groups]) =>
            subjects.some((subject) => ["everyone in the tenant", person, ...groups].includes(subject)),
          )
          .flatMap(([person]) => operations.map((operation) => [person, client, api, operation].join(" | "))),
      ),
  );
  return new Set(told);
}
