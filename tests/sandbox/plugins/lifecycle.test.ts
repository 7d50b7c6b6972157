import { expect, test } from "@jest/globals";
import type { RunningEntra } from "../../../sandbox/entra/index.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import { type TestStack, withProgram } from "../../inProcess/open.ts";
import { withEntra } from "./azure.ts";
import { PROGRAM } from "./lifecycle-program.ts";

const config = (permissions: string[], rotation: number) => ({
  "choreo-azuread:permissions": JSON.stringify(permissions),
  "choreo-azuread:rotation": String(rotation),
});

/** Nothing to do, and nothing asked of Graph to find that out but what the functions read. */
async function expectNoChanges(stack: TestStack, entra: RunningEntra, ...flags: string[]): Promise<void> {
  entra.clearRequests();
  expect((await stack.preview({ flags: ["--expect-no-changes", ...flags] })).steps).toEqual([]);
  const writes = entra.requests().filter(({ method, path }) => method !== "GET" && !path.endsWith("/token"));
  expect(writes).toEqual([]);
}

test(
  "all resource types through a program: up, refresh, scopes come and go, a new secret, destroy; each clean",
  () =>
    withEntra(async ({ entra, env }) => {
      const before = entra.state();
      await withProgram(PROGRAM, { config: config(["books_add", "books_read"], 1), env }, async (stack) => {
        const { changes } = await stack.up();
        expect(Object.keys(changes)).toEqual(["create"]);
        const first = await stack.outputs<{ clientSecret: string }>({ secrets: true });
        expect(JSON.stringify(await stack.exportState())).not.toContain(first.clientSecret);

        expect((await stack.refresh()).steps).toEqual([]);
        await expectNoChanges(stack, entra);

        await stack.setConfig(config(["books_add", "books_read", "books_remove"], 1));
        const added = await stack.preview();
        expect(
          added.steps.map(({ op, type, name, diffs }) => [op, type.split(":").at(-1), name, diffs]),
        ).toEqual(
          expect.arrayContaining([
            ["create", "RandomUuid", "books_remove", []],
            ["update", "Application", "books", ["api"]],
            ["update", "ServicePrincipalDelegatedPermissionGrant", "consent", ["claimValues"]],
          ]),
        );
        expect(added.steps.filter(({ op }) => op.includes("replace"))).toEqual([]);
        await stack.up();

        await stack.setConfig(config(["books_read", "books_remove"], 1));
        await stack.up();
        await expectNoChanges(stack, entra);
        const { scopeIds } = await stack.outputs<{ scopeIds: object }>();
        expect(Object.keys(scopeIds).sort()).toEqual([
          "urn:taylordean:books:books_read",
          "urn:taylordean:books:books_remove",
        ]);

        await stack.setConfig(config(["books_read", "books_remove"], 2));
        expect((await stack.up()).changes).toMatchObject({ replace: 1 });
        const second = await stack.outputs<{ clientSecret: string }>({ secrets: true });
        expect(second.clientSecret).not.toBe(first.clientSecret);
        await expectNoChanges(stack, entra, "--refresh");

        await stack.destroy();
      });
      const withoutBin = ({ deletedItems, ...rest }: Record<string, unknown>) => rest;
      expect(withoutBin(entra.state())).toEqual(withoutBin(before));
    }),
  ENGINE_TIMEOUT,
);
