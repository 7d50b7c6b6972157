import { expect, test } from "@jest/globals";
import { allChecks } from "../../../cli/probe/checks/index.ts";
import { asItIs, switched } from "./reading.ts";
import { permit, quickClock } from "./run-probe.ts";
import { always, choreoFault, entraFault, type Row, refusedBy, testWriting } from "./writing.ts";

const OWNED = ["Application.ReadWrite.OwnedBy", "DelegatedPermissionGrant.ReadWrite.All"];
const PUT_API = ["PUT", "/apis/"] as const;

const holds: Row[] = [
  ["C22", "kept", asItIs, "holds: It does."],
  ["C23", "kept", asItIs, "holds: It does."],
  ["C24", "quick", asItIs, "holds: 0 s."],
  ["C25", "deployed", asItIs, "holds: It is listed as deployed."],
  ["C26", "at once", switched({ gatewayDelayMs: 0 }), "holds: After 0 s."],
  ["C28", "five", asItIs, "holds: It is."],
  ["C29", "once", asItIs, "holds: It is."],
  [
    "C30",
    "the gate is shut",
    switched({ portalKeyManagers: "built-in" }),
    "holds: The key was made; whether the gateway takes its tokens shows at a call.",
  ],
  ["C31", "made", asItIs, "holds: It does."],
  ["E4", "OwnedBy alone", (sandbox) => permit(sandbox, OWNED), "holds: It is."],
  ["E5", "colons", asItIs, "holds: It does."],
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
  ["C24", "slow", asItIs, "does not hold: 3 s.", { clock: slowClock() }],
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
  ["C30", "it is offered", asItIs, "could not be seen: The portal offers it for both types of keys."],
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
/** Each look at the clock is three seconds after the last one. */
function slowClock() {
  let now = 0;
  return { ...quickClock(), now: () => (now += 3000) };
}

testWriting("choreo", { holds, "does not hold": doesNot, "could not be seen": unseen });

test("each check that writes is here both ways", () => {
  const ids = allChecks
    .filter(({ by, flavour = "choreo" }) => by === "writing" && flavour === "choreo")
    .map(({ id }) => id);
  for (const rows of [holds, doesNot]) expect([...new Set(rows.map(([id]) => id))]).toEqual(ids);
});
