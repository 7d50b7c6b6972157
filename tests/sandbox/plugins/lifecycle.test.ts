import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Stack } from "../../../sandbox/engine/index.ts";
import { type RunningEntra, startEntra } from "../../../sandbox/entra/index.ts";
import { localTls } from "../../../sandbox/kit/tls.ts";
import { entra as seed } from "../../../sandbox/seed.ts";
import { ENGINE_TIMEOUT, inTempFolder, withProgram } from "../../engine/harness.ts";
import { PROGRAM } from "./lifecycle-program.ts";

let entra: RunningEntra;
let caPath: string;
let release: () => void;
beforeAll(async () => {
  const ready = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  release = done.resolve;
  void inTempFolder(async (folder) => {
    const tls = await localTls(folder);
    entra = await startEntra({ tls });
    caPath = tls.caPath;
    ready.resolve();
    await done.promise;
  });
  await ready.promise;
});
afterAll(async () => {
  await entra.close();
  release();
});

const config = (permissions: string[], rotation: number) => ({
  "choreo-azuread:permissions": JSON.stringify(permissions),
  "choreo-azuread:rotation": String(rotation),
});

/** Nothing to do, and nothing asked of Graph to find that out but what the functions read. */
async function expectNoChanges(stack: Stack): Promise<void> {
  entra.clearRequests();
  expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
  const writes = entra.requests().filter(({ method, path }) => method !== "GET" && !path.endsWith("/token"));
  expect(writes).toEqual([]);
}

test(
  "all resource types through the real engine: up, refresh, scopes come and go, a new secret, destroy; each clean",
  async () => {
    const before = entra.state();
    const env = {
      ARM_METADATA_HOSTNAME: `localhost:${entra.port}`,
      ARM_TENANT_ID: seed.tenantId,
      ARM_CLIENT_ID: seed.deployer.clientId,
      ARM_CLIENT_SECRET: seed.deployer.clientSecret,
      // The only one that the published plugin reads; the stand-in takes it, too.
      SSL_CERT_FILE: caPath,
    };
    await withProgram(PROGRAM, { config: config(["books_add", "books_read"], 1), env }, async (stack) => {
      const { changes } = await stack.up();
      expect(Object.keys(changes)).toEqual(["create"]);
      await expectNoChanges(stack);
      const first = await stack.outputs<{ clientSecret: string }>({ secrets: true });
      expect(JSON.stringify(await stack.exportState())).not.toContain(first.clientSecret);

      expect((await stack.refresh()).steps).toEqual([]);
      await expectNoChanges(stack);
      expect((await stack.drift({ flags: ["--expect-no-changes"] })).exitCode).toBe(0);

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
      await expectNoChanges(stack);

      await stack.setConfig(config(["books_read", "books_remove"], 1));
      await stack.up();
      await expectNoChanges(stack);
      const { scopeIds } = await stack.outputs<{ scopeIds: object }>();
      expect(Object.keys(scopeIds).sort()).toEqual([
        "urn:taylordean:books:books_read",
        "urn:taylordean:books:books_remove",
      ]);

      await stack.setConfig(config(["books_read", "books_remove"], 2));
      expect((await stack.up()).changes).toMatchObject({ replace: 1 });
      const second = await stack.outputs<{ clientSecret: string }>({ secrets: true });
      expect(second.clientSecret).not.toBe(first.clientSecret);
      await stack.refresh();
      await expectNoChanges(stack);

      await stack.destroy();
    });
    const withoutBin = ({ deletedItems, ...rest }: Record<string, unknown>) => rest;
    expect(withoutBin(entra.state())).toEqual(withoutBin(before));
  },
  ENGINE_TIMEOUT,
);
