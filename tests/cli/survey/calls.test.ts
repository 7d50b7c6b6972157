import { expect, test } from "@jest/globals";
import type { Report } from "../../../cli/survey/report.ts";
import { callsLetThrough, PEOPLE } from "../../../sandbox/hand-made/everyCall.ts";
import { mapValues } from "../../../shared/records.ts";
import { found, made, sandbox } from "./handMadeWorld.ts";

function every(): Promise<Set<string>> {
  const context = (name: string) =>
    Object.values(made.apis).find((each) => each.name === name)?.context ?? "";
  return callsLetThrough(sandbox, made, {
    clients: mapValues(found.clients, ({ clientId }) => clientId),
    apis: mapValues(found.apis, ({ name, version }, key) => ({
      base: `${context(name)}/${version}`,
      operations: Object.keys(found.access.apis[key]?.operations ?? {}),
    })),
    scopes: Object.values(made.webApis).flatMap(({ appId, scopes }) =>
      Object.keys(scopes).map((value) => `api://${appId}/${value}`),
    ),
  });
}

test("who may call what is what calls show, but for the chains that are said to be broken", async () => {
  const calls = await every();
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
