import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { type AccessModel, readModel } from "../../access/index.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { choreo, entra } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { handles, startTrustedSandbox } from "../cli/fixture.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../engine/harness.ts";
import { openCommands } from "./open.ts";

/** Of a rule, in process and through the engine. */
const VIOLATION = /\[(mandatory|advisory)\].*/g;

const ENVIRONMENTS = ["dev", "staging", "prod"] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  const { graph } = await handles(sandbox);
  for (const displayName of ["Developers", "Testers"])
    await graph.post("/groups", {
      displayName,
      mailEnabled: false,
      mailNickname: displayName,
      securityEnabled: true,
    });
});
afterAll(() => sandbox.stop());

/** A stack file of this repository, with the sandbox's tenant and organisation in place of those that a user fills in. */
async function configOf(name: string): Promise<Record<string, unknown>> {
  const { config } = parse(await readFile(join(projectFolder, `Pulumi.${name}.yaml`), "utf8"));
  return {
    ...config,
    "azuread:tenantId": entra.tenantId,
    "choreo-azuread:choreo": {
      organization: choreo.organization,
      organizationId: choreo.organizationId,
      identityProvider: choreo.identityProviders.v2.name,
    },
  };
}

test(
  "dev, staging and prod of this repository keep all rules, and live side by side in one tenant and one organisation",
  () =>
    inTempFolder(async (folder) => {
      const access: AccessModel[] = [];
      for (const name of ENVIRONMENTS) {
        const own = join(folder, name);
        const stack = await openCommands({
          folder: own,
          name,
          env: sandbox.env,
          config: await configOf(name),
        });
        const policies = ["--policy-pack", join(projectFolder, "policies")];
        const run = await stack.up({ flags: ["--skip-preview=false", ...policies] });
        expect({ violated: run.output.match(VIOLATION), errors: run.errors }).toEqual({
          violated: null,
          errors: [],
        });
        const outputs = await stack.outputs();
        access.push(readModel(outputs.access));
      }

      const { applications } = sandbox.entra.state() as { applications: { displayName: string }[] };
      const registered = applications.map(({ displayName }) => displayName);
      for (const name of ENVIRONMENTS)
        for (const kind of ["books", "orders", "storefront"])
          expect(registered).toContain(`${kind} (${name})`);
      expect(new Set(registered).size).toBe(registered.length);

      expect(access.map(({ environment }) => environment)).toEqual([...ENVIRONMENTS]);
      expect(
        access.map(({ apis, principals }) => apis.books?.assigned.map((id) => principals[id]?.name).sort()),
      ).toEqual([["Developers"], ["Developers", "Testers"], ["Librarians"]]);
      // What is the same comes from one file: permissions and operations do not depend on the environment.
      const common = access.map(({ apis }) =>
        Object.values(apis).map(({ permissions, operations }) => ({ permissions, operations })),
      );
      expect(common[1]).toEqual(common[0]);
      expect(common[2]).toEqual(common[0]);
    }),
  ENGINE_TIMEOUT,
);
