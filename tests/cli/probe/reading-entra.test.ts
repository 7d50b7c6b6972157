import { entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { provision } from "../fixture.ts";
import { always, type Row, testReading } from "./reading.ts";
import { permit } from "./run-probe.ts";

const OWNED = [
  "Application.ReadWrite.OwnedBy",
  "User.ReadBasic.All",
  "DelegatedPermissionGrant.ReadWrite.All",
];

/** A person's consent to an API that requires assignment, through a client that does not. */
async function personConsents(sandbox: Sandbox, clientRequires: boolean): Promise<void> {
  const made = await provision(sandbox, { adminConsent: false });
  const { graph, outputs } = made;
  const client = outputs.connections.storefront.servicePrincipalObjectId;
  await graph.patch(`/servicePrincipals/${client}`, { appRoleAssignmentRequired: clientRequires });
  await graph.post("/oauth2PermissionGrants", {
    ...{ clientId: client, resourceId: outputs.apis.books.azure.servicePrincipalObjectId },
    ...{ consentType: "Principal", principalId: entra.users.ada.id },
    scope: outputs.connections.storefront.apis.books?.scopes[0],
  });
}

const holds: Row[] = [
  ["E1", "OwnedBy alone", (sandbox) => permit(sandbox, OWNED), "holds: It may."],
  ["E2", "ReadBasic alone", (sandbox) => permit(sandbox, OWNED), "holds: 3 of 3 have all."],
  [
    "E3",
    "a person consented",
    (sandbox) => personConsents(sandbox, false),
    "holds: 1 consents of people show it.",
  ],
];
const doesNot: Row[] = [
  [
    "E1",
    "refused",
    (sandbox) => permit(sandbox, OWNED).then(() => sandbox.entra.setSwitches({ ownedByMayList: false })),
    "does not hold: It is refused (403).",
  ],
  [
    "E2",
    "names left out",
    (sandbox) =>
      permit(sandbox, OWNED).then(() =>
        sandbox.entra.setFaults(
          always("/v1.0/users", { status: 200, body: { value: [{ id: "x", displayName: "y" }] } }),
        ),
      ),
    "does not hold: 1 of 1 lack one of them.",
  ],
];
const unseen: Row[] = [
  [
    "E1",
    "more than that",
    (sandbox) => permit(sandbox, [...OWNED, "Application.Read.All"]),
    "could not be seen: The identity has more than that.",
  ],
  [
    "E2",
    "not that",
    (sandbox) => permit(sandbox, ["Application.ReadWrite.OwnedBy"]),
    "could not be seen: The identity does not have it.",
  ],
  [
    "E3",
    "the client requires it too",
    (sandbox) => personConsents(sandbox, true),
    "could not be seen: No person's consent to such an API is there.",
  ],
  [
    "E3",
    "consents are hidden",
    (sandbox) => permit(sandbox, ["Application.ReadWrite.OwnedBy"]),
    "could not be seen: The identity may not read consents: it takes Directory.Read.All.",
  ],
];

testReading((check) => check.side === "entra", { holds, doesNot, unseen });
