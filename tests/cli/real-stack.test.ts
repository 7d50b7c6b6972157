import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { doctorTool } from "../../cli/doctor/tool.ts";
import { invokeTool } from "../../cli/invoke/tool.ts";
import { runTool, type Terminal } from "../../cli/shared/run.ts";
import type { StackOutputs } from "../../cli/shared/stack.ts";
import { entra } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { ENGINE_TIMEOUT, withStack } from "../engine/harness.ts";
import { handles, startTrustedSandbox } from "./fixture.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
});
afterAll(() => sandbox.stop());

/** Runs a tool, keeping what it says. */
async function run(tool: (terminal: Terminal) => Promise<number>) {
  const lines = { out: [] as string[], err: [] as string[] };
  const terminal = {
    out: (text: string) => void lines.out.push(text),
    err: (text: string) => void lines.err.push(text),
  };
  const code = await runTool(() => tool(terminal), terminal);
  return { code, out: lines.out.join("\n"), err: lines.err.join("\n") };
}

test(
  "after pulumi up of the sandbox's stack every link holds, people can call, and drift is named",
  () =>
    withStack({ name: "local", env: sandbox.env }, async (stack) => {
      await stack.up();
      const folder = join(stack.configFile, "..");
      const { connections, apis } = await stack.outputs<StackOutputs & Record<string, unknown>>({
        secrets: true,
      });
      const doctor = () =>
        run((terminal) => doctorTool(["--stack", "local", "--cwd", folder], { terminal, env: stack.env }));
      const invoke = (client: string, api: string, operation: string, user: string, ...more: string[]) =>
        run((terminal) =>
          invokeTool(
            ["--stack", "local", "--cwd", folder, "--client", client, "--api", api, "--operation", operation]
              .concat(["--headless", "--user", user])
              .concat(more),
            { terminal, env: stack.env },
          ),
        );

      const healthy = await doctor();
      expect(healthy).toMatchObject({ code: 0, err: "" });
      expect(healthy.out).not.toContain("✖");
      // The settings do not list what reads and deletes one book, and leave the consent of the client "reports" to each person.
      expect(healthy.out.match(/ ! .*/g)).toEqual([
        expect.stringContaining("Default: GET /books/{id}; Default: DELETE /books/{id}."),
        expect.stringContaining("Each person is asked for books_read"),
        expect.stringContaining("Each person is asked for orders_read"),
      ]);

      const { ada, grace } = entra.users;
      const added = await invoke(
        "storefront",
        "books",
        "POST /books",
        ada.userPrincipalName,
        "--data",
        '{"title":"T"}',
      );
      expect(added).toMatchObject({ code: 0, out: expect.stringContaining("Status: 201") });
      const listed = await invoke("reports", "orders", "GET /orders", grace.userPrincipalName);
      expect(listed).toMatchObject({ code: 0, out: expect.stringContaining("Status: 200") });
      for (const { clientSecret } of Object.values(connections))
        expect([healthy, added, listed].map(({ out, err }) => out + err).join()).not.toContain(clientSecret);

      const { graph } = await handles(sandbox);
      await graph.patch(`/servicePrincipals/${apis.books?.azure.servicePrincipalObjectId}`, {
        appRoleAssignmentRequired: false,
      });
      const drifted = await doctor();
      expect(drifted.code).toBe(1);
      expect(drifted.out.match(/ ✖ .*/g)).toEqual([
        " ✖ Users and groups are assigned: Assignment is not required: everyone in the tenant may sign in. → Run npm run pulumi -- up --refresh --run-program --stack local: it puts right what was changed by hand.",
      ]);
    }),
  ENGINE_TIMEOUT,
);
