import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { allChecks } from "../../../cli/probe/checks/index.ts";
import type { SwitchChanges } from "../../../sandbox/choreo/index.ts";
import type { Fault } from "../../../sandbox/kit/faults.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { answers, permit, quickClock, reset, type Wish } from "./run-probe.ts";

const sandboxes = {} as Record<"choreo" | "apim", Sandbox>;
const stateOf = ({ choreo, entra }: Sandbox) => ({ choreo: choreo.state(), entra: entra.state() });
beforeAll(async () => {
  sandboxes.choreo = await startTrustedSandbox();
  sandboxes.apim = await startTrustedSandbox({ flavour: "apim" });
});
afterEach(async () => {
  for (const sandbox of Object.values(sandboxes)) await reset(sandbox);
});
afterAll(() => Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.stop())));

const OWNED = ["Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All"];
const always = (method: string, path: string, then: object, skip = 0): Fault[] => [
  { match: { method, path }, skip, times: 1000, then: then as Fault["then"] },
];
type Before = (sandbox: Sandbox) => unknown;
const switched =
  (changes: SwitchChanges): Before =>
  ({ choreo }) =>
    choreo.setSwitches(changes);
const choreoFault =
  (...fault: Parameters<typeof always>): Before =>
  ({ choreo }) =>
    choreo.setFaults(always(...fault));
const entraFault =
  (...fault: Parameters<typeof always>): Before =>
  ({ entra }) =>
    entra.setFaults(always(...fault));
const nothing: Before = () => {};
const refusedBy = (code: number) => ({ status: 400, body: { code, message: "no", description: "no" } });
const PUT_API = ["PUT", "/apis/"] as const;

type Row = [id: string, what: string, before: Before, answer: string, wish?: Wish];
const holds: Row[] = [
  ["C22", "kept", nothing, "holds: It does."],
  ["C23", "kept", nothing, "holds: It does."],
  ["C24", "quick", nothing, "holds: 0 s."],
  ["C25", "deployed", nothing, "holds: It is listed as deployed."],
  ["C26", "at once", switched({ gatewayDelayMs: 0 }), "holds: After 0 s."],
  ["C28", "five", nothing, "holds: It is."],
  ["C29", "once", nothing, "holds: It is."],
  [
    "C30",
    "the gate is shut",
    switched({ portalKeyManagers: "built-in" }),
    "holds: The key was made; whether the gateway takes its tokens shows at a call.",
  ],
  ["C31", "made", nothing, "holds: It does."],
  ["E4", "OwnedBy alone", (sandbox) => permit(sandbox, OWNED), "holds: It is."],
  ["E5", "colons", nothing, "holds: It does."],
  ["E6", "the least", (sandbox) => permit(sandbox, OWNED), "holds: It is."],
  [
    "E7",
    "a few seconds",
    ({ entra }) => entra.setLag({ newReads: 2, collections: ["applications"] }),
    "holds: After 4 s.",
  ],
];
const doesNot: Row[] = [
  [
    "C22",
    "dropped",
    switched({ customProperties: "dropped" }),
    "does not hold: It was gone when the API was read again.",
  ],
  [
    "C23",
    "dropped",
    choreoFault(...PUT_API, { status: 200, body: { id: "x", name: "y" } }),
    "does not hold: No operation asked for it.",
  ],
  ["C24", "slow", nothing, "does not hold: 3 s.", { clock: slowClock() }],
  [
    "C25",
    "not listed",
    choreoFault("POST", "/deploy-revision", { status: 201, body: [] }),
    "does not hold: It is not listed as deployed.",
  ],
  ["C26", "never", switched({ gatewayDelayMs: 600_000 }), "does not hold: Not within 60 s."],
  ["C28", "three", switched({ maxRevisions: 3 }), "does not hold: The limit is 3."],
  [
    "C28",
    "another code",
    (sandbox) => sandbox.choreo.setFaults(always("POST", "/revisions", refusedBy(900999), 3)),
    "does not hold: The 4th is refused: 400, code 900999.",
  ],
  ["C28", "six", switched({ maxRevisions: 9 }), "does not hold: A 6th one was made."],
  ["C29", "twice", switched({ clientIds: "often" }), "does not hold: It was taken twice."],
  [
    "C30",
    "refused",
    (sandbox) => {
      sandbox.choreo.setSwitches({ portalKeyManagers: "built-in" });
      sandbox.choreo.setFaults(always("POST", "/map-keys", refusedBy(901403)));
    },
    "does not hold: It is refused: 400, code 901403.",
  ],
  [
    "C31",
    "refused",
    choreoFault("POST", "/admin/v2/key-managers", refusedBy(901401)),
    "does not hold: It is refused: 400, code 901401.",
  ],
  [
    "E4",
    "refused",
    async (sandbox) => {
      await permit(sandbox, OWNED);
      sandbox.entra.setFaults(always("POST", "/addPassword", { status: 403 }));
    },
    "does not hold: It is refused (403).",
  ],
  [
    "E5",
    "refused",
    entraFault("PATCH", "/v1.0/applications/", { status: 400 }),
    "does not hold: It answers 400.",
  ],
  [
    "E6",
    "needs more",
    async (sandbox) => {
      await permit(sandbox, OWNED);
      sandbox.entra.setSwitches({ grantsNeed: "Directory.ReadWrite.All" });
    },
    "does not hold: It is refused (403).",
  ],
  [
    "E7",
    "never",
    ({ entra }) => entra.setLag({ newReads: 40, collections: ["applications"] }),
    "does not hold: Not within 60 s.",
  ],
];
const unseen: Row[] = [
  [
    "C22",
    "no API is made",
    choreoFault("POST", "/apis\\?", { status: 429 }),
    "could not be seen: The service answers 429, code 429.",
  ],
  [
    "C26",
    "the gateway answers something else",
    ({ gateway }) => gateway.setFaults(always("GET", "/probe", { status: 502 })),
    "could not be seen: The gateway answers 502 to a call without a token.",
  ],
  ["C30", "it is offered", nothing, "could not be seen: The portal offers it for both types of keys."],
  [
    "C31",
    "no administrator",
    switched({
      personalAccessTokenScopes: [
        "apim:api_view",
        "apim:api_create",
        "apim:api_publish",
        "apim:api_delete",
        "apim:subscribe",
      ],
    }),
    "could not be seen: The Admin API answers 401: it takes apim:admin.",
  ],
  [
    "E4",
    "more than that",
    (sandbox) => permit(sandbox, [...OWNED, "Application.ReadWrite.All"]),
    "could not be seen: The identity has more than that.",
  ],
  [
    "E6",
    "more than that",
    (sandbox) => permit(sandbox, [...OWNED, "Directory.ReadWrite.All"]),
    "could not be seen: The identity has more than that.",
  ],
];
const apim: Row[] = [
  ["C15", "one was turned down", turnedDown, "holds: 1 are listed as turned down."],
  [
    "C15",
    "another status",
    deploymentStatus("UNDEPLOYED"),
    "does not hold: 2 of 2 deployments have another status, or none.",
  ],
  ["C15", "none was turned down", nothing, "could not be seen: No deployment here was turned down."],
  ["C27", "both wait", switched({ workflows: { deployment: true } }), "holds: Both wait."],
  [
    "C27",
    "refused",
    (sandbox) => {
      sandbox.choreo.setSwitches({ workflows: { deployment: true } });
      sandbox.choreo.setFaults(
        always("POST", "/deploy-revision", { status: 409, body: { code: 902005, message: "no" } }, 1),
      );
    },
    "does not hold: It is refused: 409, code 902005.",
  ],
  ["C27", "no approval", nothing, "could not be seen: Deployments need no approval here."],
  ["C31", "made", nothing, "holds: It does."],
];

/** Each look at the clock is three seconds after the last one. */
function slowClock() {
  let now = 0;
  return { ...quickClock(), now: () => (now += 3000) };
}

async function turnedDown(sandbox: Sandbox): Promise<void> {
  const { deploy, handles } = await import("../fixture.ts");
  sandbox.choreo.setSwitches({ workflows: { deployment: true } });
  await deploy((await handles(sandbox)).publisher);
  await fetch(`${sandbox.choreo.url}/_sandbox/choreo/reject`, { method: "POST", body: "{}" });
}

function deploymentStatus(status: string): Before {
  const list = [{ id: "r", displayName: "Revision 1", deploymentInfo: [{ name: "Default", status }] }];
  return choreoFault("GET", "/revisions", { status: 200, body: { list } });
}

describe.each([
  ["choreo", "holds", holds],
  ["choreo", "does not hold", doesNot],
  ["choreo", "could not be seen", unseen],
  ["apim", "of API Manager", apim],
] as const)("on %s, %s", (flavour, _, rows) => {
  // Rest parameters: a fifth one by name would be jest's `done`.
  test.each(rows)("%s: %s", async (...row: unknown[]) => {
    const [id, , prepare, answer, wish] = row as Row;
    const sandbox = sandboxes[flavour];
    await prepare(sandbox);
    const given = stateOf(sandbox);
    // On API Manager the password grant asks for an administrator's scopes only where the stack makes the identity provider.
    const env = flavour === "apim" ? { CHOREO_TOKEN: await sandbox.choreo.mintToken() } : {};
    expect((await answers(sandbox, ["--write", "--check", id], { env, ...wish }))[id]).toBe(answer);
    // Whatever went wrong: nothing that was made is there any more.
    expect(stateOf(sandbox)).toEqual(given);
  });
});

test("each check that writes is here both ways, and those about API Manager", () => {
  const ids = (by: string, flavour: "choreo" | "apim") =>
    allChecks
      .filter((check) => check.by === by && (check.flavour ?? "choreo") === flavour)
      .map(({ id }) => id);
  expect([...new Set(holds.map(([id]) => id))]).toEqual(ids("writing", "choreo"));
  expect([...new Set(doesNot.map(([id]) => id))]).toEqual(ids("writing", "choreo"));
  const ofApim = allChecks.filter(({ flavour }) => flavour === "apim").map(({ id }) => id);
  for (const id of ofApim)
    expect(apim.filter(([of]) => of === id).map(([, , , answer]) => answer.split(":")[0])).toEqual(
      expect.arrayContaining(["holds", "does not hold"]),
    );
});
