import { dirname } from "node:path";
import { beforeEach, expect, test } from "@jest/globals";
import { doctorTool } from "../../cli/doctor/tool.ts";
import { driftTool } from "../../cli/drift/tool.ts";
import { exitCodes } from "../../cli/shared/errors.ts";
import { runTool, type Terminal } from "../../cli/shared/run.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { listening } from "../cli/listening.ts";
import { resetBoth } from "../cli/review/world.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { withCommands } from "../inProcess/open.ts";
import { sharedByTests } from "../lifetimes.ts";
import { graphRoles } from "./documentedRoles.ts";
import { makeIdentities, permit } from "./identities.ts";

const sandbox = sharedByTests(startTrustedSandbox);
beforeEach(() => resetBoth(sandbox));

/** The settings that make a row of the tables necessary, by the row's first cell. */
const settings: Record<string, Parameters<typeof guideStack>[0]> = {
  anything: { books: { assigned: undefined } },
  "`assigned.users`, `roles.….users`": { books: { assigned: { users: ["ada@taylordean.example"] } } },
  "`assigned.groups`, `roles.….groups`": { books: { assigned: { groups: ["Librarians"] } } },
  "`adminConsent`": { books: { assigned: undefined }, storefront: { adminConsent: true } },
};

test("each row of both tables has a stack that needs it", () => {
  for (const role of ["deploys", "previews"] as const)
    expect(graphRoles(role).map(({ what }) => what)).toEqual(Object.keys(settings));
});

async function heard(tool: (terminal: Terminal) => Promise<number>) {
  const { terminal, said } = listening();
  const exitCode = await runTool(() => tool(terminal), terminal);
  return { exitCode, ...said };
}

test.each(Object.keys(settings))(
  "a stack with %s: its roles, and no more, deploy, examine and check for drift; without the row the check fails",
  async (what) => {
    const rolesFor = (role: "deploys" | "previews", ...rows: string[]) =>
      graphRoles(role)
        .filter((row) => rows.includes(row.what))
        .flatMap(({ permissions }) => permissions);
    const { deploys, previews } = await makeIdentities(sandbox, {
      deploys: rolesFor("deploys", "anything", what),
      previews: rolesFor("previews", "anything", what),
    });
    const config = plain({
      ...guideStack(settings[what]),
      "choreo-azuread:deployer": deploys.servicePrincipalId,
    });
    await withCommands({ config, env: { ...sandbox.env, ...deploys.env } }, async (stack) => {
      await stack.up();
      const place = ["--stack", stack.name, "--cwd"];
      const doctor = await heard((terminal) =>
        doctorTool([...place, dirname(stack.configFile)], { terminal, env: stack.env }),
      );
      expect(doctor).toMatchObject({ exitCode: exitCodes.ok, err: "" });

      const check = [...place, projectFolder, "--config-file", stack.configFile];
      const drift = (...flags: string[]) =>
        heard((terminal) =>
          driftTool([...check, ...flags], { terminal, env: { ...stack.env, ...previews.env } }),
        );
      // Only where the program makes consents may the previewer read them; else it says that it could not look.
      const all = what === "`adminConsent`";
      const err = all ? "" : expect.stringContaining("/oauth2PermissionGrants");
      if (what === "anything") {
        expect(await drift("--strict")).toMatchObject({ exitCode: exitCodes.unseen, err });
        return;
      }
      expect(await drift()).toMatchObject({ exitCode: exitCodes.ok, err });
      await permit(sandbox, previews.servicePrincipalId, rolesFor("previews", "anything"));
      expect((await drift()).exitCode).toBe(exitCodes.preview);
    });
  },
  ENGINE_TIMEOUT,
);
