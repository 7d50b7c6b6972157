import { expect, test } from "@jest/globals";
import { allChecks } from "../../../cli/probe/checks/index.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { asItIs, type Before, switched } from "./reading.ts";
import { always, choreoFault, type Row, testWriting } from "./writing.ts";

const apim: Row[] = [
  ["C15", "one was turned down", turnedDown, "holds: 1 are listed as turned down."],
  [
    "C15",
    "another status",
    deploymentStatus("UNDEPLOYED"),
    "does not hold: 2 of 2 deployments have another status, or none.",
  ],
  ["C15", "none was turned down", asItIs, "could not be seen: No deployment here was turned down."],
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
  ["C27", "no approval", asItIs, "could not be seen: Deployments need no approval here."],
  ["C31", "made", asItIs, "holds: It does."],
];

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

testWriting("apim", { "of API Manager": apim });

test("each check about API Manager is here both ways", () => {
  const ofApim = allChecks.filter(({ flavour }) => flavour === "apim").map(({ id }) => id);
  for (const id of ofApim)
    expect(apim.filter(([of]) => of === id).map(([, , , answer]) => answer.split(":")[0])).toEqual(
      expect.arrayContaining(["holds", "does not hold"]),
    );
});
