import { expect, test } from "@jest/globals";
import { entra as seed } from "../../../sandbox/seed.ts";
import { ENGINE_TIMEOUT, withProgram as withEngineProgram } from "../../engine/harness.ts";
import { withProgram } from "../../inProcess/open.ts";
import { withEntra } from "./azure.ts";

const program = (options: string) => `
  import * as azuread from "@pulumi/azuread";
  import * as pulumi from "@pulumi/pulumi";
  const importId = new pulumi.Config().get("import");
  export const id = new azuread.Application("books", {
    displayName: "books (test)",
    preventDuplicateNames: importId === undefined,
    api: { requestedAccessTokenVersion: 2 },
  }, ${options}).id;
`;

test(
  "an application that a killed run left behind is named in the preview, and can be adopted by its id",
  () =>
    withEntra(async ({ env }) => {
      const orphan = await withProgram(program("{}"), { config: {}, env }, async (stack) => {
        await stack.up();
        return (await stack.outputs<{ id: string }>()).id;
      });
      await withProgram(program("{}"), { config: {}, env }, async (stack) => {
        const refused = await stack.preview({ mayFail: true });
        expect(refused.output).toContain(`(ID: "${orphan.replace("/applications/", "")}") was found`);
      });

      // Only the engine has an option to import. An id of another form: azuread-application.test.ts.
      await withEngineProgram(program("{ import: importId }"), { env }, async (stack) => {
        await stack.setConfig({ "choreo-azuread:import": `/applications/${seed.users.ada.id}` });
        expect((await stack.preview({ mayFail: true })).output).toContain("does not exist");

        await stack.setConfig({ "choreo-azuread:import": orphan });
        expect((await stack.up()).steps.map(({ op, name }) => `${op} ${name}`)).toContain("import books");
        expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      });
    }),
  ENGINE_TIMEOUT,
);
