import { describe, expect, test } from "@jest/globals";
import type { KeyType } from "../../../access/index.ts";
import { deploymentTrigger } from "../../../components/deploymentTrigger.ts";
import { asGatewaysHave, keyTypesIn } from "../../../program/history/asGatewaysHave.ts";
import { deployedBefore, History } from "../../../program/history/index.ts";
import { textsInChoreo } from "../../../program/wiring.ts";
import { mapValues } from "../../../shared/records.ts";
import { guideConfig } from "../../settings/fixture.ts";
import { choreoApi, resolved, resource } from "./fixture.ts";

const settings = resolved(guideConfig());
const { operations, permissions } = settings.apis.books as (typeof settings.apis)[string];
const trigger = deploymentTrigger(mapValues(permissions, textsInChoreo), operations);
/** As Choreo has it: what the settings list, and one more. */
const inChoreo = (extra: object = {}) => [
  ...Object.entries(operations).map(([name, scopes]) => {
    const [verb = "", target = ""] = name.split(" ");
    return { verb, target, scopes, anonymous: false };
  }),
  { verb: "DELETE", target: "/books/{id}", scopes: [] as string[], anonymous: false, ...extra },
];
const asTold = mapValues(operations, (scopes) => ({ permissions: [...scopes].sort() }));
const OPEN = { anonymous: true };

async function look({
  saved = {},
  running = {},
  endpoints = { told: ["PRODUCTION"], saved: ["PRODUCTION"], running: ["PRODUCTION"] } as Record<
    "told" | "saved" | "running",
    KeyType[]
  >,
  /** What runs in Staging, if that is another revision. */
  staging = undefined as object | undefined,
  deployment = {},
  told = true,
  apiId = "books-id" as string | null,
  permissionsFrom = undefined as "choreo" | undefined,
  runs = true,
  open = {} as Record<string, object>,
  /** What the last run wrote of the same. */
  lastRun = undefined as object | undefined,
}) {
  const keyTypes = endpoints.told.includes("SANDBOX") ? { keyTypes: endpoints.told } : {};
  const apis = {
    books: { ...keyTypes, operations: { ...asTold, "DELETE /books/{id}": { permissions: [] }, ...open } },
  };
  const history = new History([
    resource("pulumi:pulumi:Stack", "s", told ? { access: { version: 2, apis, deployed: lastRun } } : {}),
    ...(apiId
      ? [resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiPermissions`, "books", { apiId, operations })]
      : []),
    ...(deployment
      ? [
          resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiDeployment`, "books", {
            apiId: "books-id",
            trigger,
            deployedTo: ["Default"],
            ...deployment,
          }),
        ]
      : []),
  ]);
  const { books } = resolved(guideConfig()).apis;
  const found = inChoreo(saved).map((each) => ({ ...each, ...open[`${each.verb} ${each.target}`] }));
  Object.assign(books?.choreo ?? {}, { operations: found, keyTypes: endpoints.saved });
  Object.assign(books ?? {}, { permissionsFrom });
  const asked: unknown[] = [];
  const deployed = await deployedBefore(
    history,
    { apis: { books: books as NonNullable<typeof books> }, choreo: settings.choreo },
    async (...question) => {
      asked.push(question);
      if (!runs) return undefined;
      const there = { operations: inChoreo(running), keyTypes: endpoints.running };
      const at = {
        Default: there,
        ...(staging ? { Staging: { ...there, operations: inChoreo(staging) } } : {}),
      };
      return { ...there, scopes: [], at };
    },
  );
  if (deployed) expect(Object.keys(deployed)).toEqual(["books"]);
  return { asked: asked.length, deployed: deployed?.books };
}
const nothing = { asked: 0, deployed: undefined };
const extraOf = ({ deployed }: Awaited<ReturnType<typeof look>>) =>
  deployed?.operations["DELETE /books/{id}"];

describe("what runs at the gateways before a run", () => {
  test("nobody asks Choreo where no revision is deployed and nothing was saved since", async () => {
    expect(await look({})).toEqual(nothing);
    expect(await look({ told: false })).toEqual(nothing);
    const deployment = { trigger: "old" };
    expect(await look({ apiId: "another", deployment })).toEqual(nothing);
    expect(await look({ apiId: null, deployment })).toEqual(nothing);
    expect(await look({ permissionsFrom: "choreo", deployment })).toEqual(nothing);
  });

  test("what was saved by hand is not there, and stays away from where nothing is deployed", async () => {
    const found = await look({ saved: OPEN });
    expect(found).toMatchObject({ asked: 1, deployed: { stays: true } });
    expect(extraOf(found)).toEqual({ permissions: [], unlisted: true });
  });

  test.each([
    ["another trigger", { trigger: "old" }],
    ["other environments", { environments: ["Staging"] }],
  ])("a revision with %s is deployed: told where the last run left something else", async (_, deployment) => {
    expect(await look({ deployment })).toEqual({ asked: 1, deployed: undefined });
    expect(await look({ deployment, told: false })).toEqual({ asked: 1, deployed: undefined });
    expect(await look({ deployment, runs: false })).toEqual({ asked: 1, deployed: { operations: {} } });
    const found = await look({ deployment, running: OPEN });
    expect(found.deployed?.stays).toBeUndefined();
    expect(extraOf(found)).toEqual({ permissions: [], anonymous: true, unlisted: true });
  });

  test("a listed operation that the last run found open, and is so still, stays open in the model without another question", async () => {
    const open = { "GET /books": { permissions: ["books_read"], anonymous: true } };
    const { asked, deployed } = await look({ open });
    expect(asked).toBe(0);
    expect(deployed).toMatchObject({ stays: true, operations: { "GET /books": { anonymous: true } } });
    const bare = await look({ open: { "GET /books": { permissions: [], scopes: [] } } });
    expect(bare).toMatchObject({ asked: 0, deployed: { stays: true } });
    expect(bare.deployed?.operations["GET /books"]).toEqual({ permissions: [] });
  });

  test("an endpoint that was added by hand is not at the gateways before a revision has it", async () => {
    const both: KeyType[] = ["PRODUCTION", "SANDBOX"];
    const endpoints = { told: both.slice(0, 1), saved: both, running: both.slice(0, 1) };
    const stays = await look({ endpoints });
    expect([stays.asked, stays.deployed?.stays, stays.deployed?.keyTypes]).toEqual([1, true, undefined]);
    const gone = { told: both, saved: both.slice(0, 1), running: both };
    expect((await look({ endpoints: gone })).deployed).toMatchObject({ stays: true, keyTypes: both });
    const { deployed } = await look({ endpoints: gone, deployment: { trigger: "old" } });
    expect([deployed?.stays, deployed?.keyTypes]).toEqual([undefined, both]);
    const all = { told: both, saved: both, running: both };
    expect(await look({ endpoints: all })).toEqual(nothing);
    expect(await look({ endpoints: all, deployment: { trigger: "old" } })).toEqual({ ...nothing, asked: 1 });
  });

  test("environments that have not the same are told one by one, and looked at again as long as that is so", async () => {
    const deployment = { trigger: "old" };
    const { deployed } = await look({ deployment, running: {}, staging: OPEN });
    expect(mapValues(deployed?.at ?? {}, ({ operations }) => operations["DELETE /books/{id}"])).toEqual({
      Default: { permissions: [], unlisted: true },
      Staging: { permissions: [], anonymous: true, unlisted: true },
    });
    const lastRun = { books: { stays: true, operations: {}, at: {} } };
    expect(await look({ staging: OPEN })).toEqual(nothing);
    for (const books of [{ stays: true }, { at: {} }])
      expect(await look({ staging: OPEN, lastRun: { books: { operations: {}, ...books } } })).toEqual(
        nothing,
      );
    const again = await look({ staging: OPEN, lastRun });
    expect([again.asked, again.deployed?.stays, Object.keys(again.deployed?.at ?? {})]).toEqual([
      1,
      true,
      ["Default", "Staging"],
    ]);
  });

  test("what others have attached to a listed operation is marked", async () => {
    const running = { verb: "GET", target: "/books", scopes: ["books_read", "old"] };
    const { deployed } = await look({ deployment: { trigger: "old" }, running });
    expect(deployed?.operations["GET /books"]).toEqual({
      permissions: ["books_read", "old"],
      others: ["old"],
    });
    expect(deployed?.operations["POST /books"]).toEqual({ permissions: ["books_add"] });
  });

  test("is in one order, whatever Choreo's is", () => {
    const of = (verb: string, scopes: string[]) => ({ verb, target: "/books", scopes, anonymous: false });
    const sorted = [
      ["GET /books", { permissions: [] }],
      ["POST /books", { permissions: ["a", "b"] }],
      ["PUT /books", { permissions: [] }],
    ];
    const found = [of("POST", ["b", "a"]), of("PUT", []), of("GET", [])];
    expect(Object.entries(asGatewaysHave(found))).toEqual(sorted);
    expect(Object.entries(asGatewaysHave(found.toReversed()))).toEqual(sorted);
    expect(keyTypesIn({ keyTypes: ["SANDBOX", "PRODUCTION"] })).toEqual({
      keyTypes: ["PRODUCTION", "SANDBOX"],
    });
  });

  test("of an API that is given up: told where it is not what the last run left, if a look can tell", async () => {
    const { DELETE, ...rest } = { DELETE: "DELETE /books/{id}", ...resolved(guideConfig()) };
    const told = { ...asTold, [DELETE]: { permissions: [] } };
    const outputs = { apiId: "books-id", operations };
    const history = new History([
      resource("pulumi:pulumi:Stack", "s", { access: { version: 2, apis: { books: { operations: told } } } }),
      resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiPermissions`, "books", outputs),
      resource(`${choreoApi}$pulumi-nodejs:dynamic/choreo:ApiDeployment`, "books", {
        apiId: "books-id",
        deployedTo: ["Default", "Staging"],
      }),
    ]);
    const asked: unknown[] = [];
    const lookAt = (look: (at: string) => object, places = ["Default", "Staging"]) =>
      deployedBefore(history, { ...rest, apis: {} }, async (...question) => {
        asked.push(question);
        const of = (name: string) => ({
          operations: inChoreo(look(name)),
          keyTypes: ["PRODUCTION" as const],
        });
        return { ...of("Default"), scopes: [], at: Object.fromEntries(places.map((at) => [at, of(at)])) };
      });
    expect(await lookAt(() => ({}))).toBeUndefined();
    expect(asked).toEqual([["books-id", ["Default", "Staging"]]]);
    const { books } = (await lookAt(() => OPEN)) ?? {};
    expect(books?.operations[DELETE]).toEqual({ permissions: [], anonymous: true, unlisted: true });
    expect(books?.operations["GET /books"]).toEqual(asTold["GET /books"]);
    expect([books?.at, books?.stays]).toEqual([undefined, undefined]);
    const uneven = await lookAt((at) => (at === "Staging" ? OPEN : {}));
    expect(Object.keys(uneven?.books?.at ?? {})).toEqual(["Default", "Staging"]);
    const look = (deployed: () => Promise<undefined>) =>
      deployedBefore(history, { ...rest, apis: {} }, deployed);
    expect(await look(async () => undefined)).toEqual({ books: { operations: {} } });
    expect(await look(() => Promise.reject(new Error("503")))).toBeUndefined();
  });
});
