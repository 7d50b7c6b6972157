import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT, inTempFolder, openStack, writeProgram } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { needs } from "../needs.ts";
import { startAzurite } from "./azurite.ts";

const STORED = ".pulumi/stacks/choreo-azuread/dev.json";

const isThere = needs(
  process.env.RUN_AZURITE === "1",
  "Azurite, the emulator of Azure Storage",
  "RUN_AZURITE=1 fetches it (186 MB) and runs it",
);
const withAzurite = isThere ? test : test.skip;

let storage: string;
let azurite: Awaited<ReturnType<typeof startAzurite>>;
beforeAll(async () => {
  if (!isThere) return;
  storage = await mkdtemp(join(tmpdir(), "azurite-"));
  azurite = await startAzurite(storage);
}, ENGINE_TIMEOUT);
afterAll(async () => {
  if (!isThere) return;
  await azurite.stop();
  await rm(storage, { recursive: true });
});

withAzurite(
  "a team's state in a blob container: login, init, up, the same in a second checkout, destroy, rm",
  () =>
    inTempFolder(async (folder) => {
      const [mine, yours] = ["mine", "yours"].map((name) => join(folder, name)) as [string, string];
      await Promise.all([mine, yours].map((each) => mkdir(each)));
      const container = await azurite.container("team");
      const sandbox = await startSandbox();
      try {
        const before = JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
        const env = { ...sandbox.env, ...container.env, PULUMI_BACKEND_URL: container.backendUrl };
        const stack = await openStack({ folder: mine, name: "dev", env, config: plain(guideStack()) });
        await stack.up();
        expect(await container.blobs()).toContain(STORED);

        // The second checkout has what is in Git, and logs in by name instead of by variable.
        await copyFile(stack.configFile, join(yours, "Pulumi.dev.yaml"));
        const other = await openStack({ folder: yours, name: "dev", existing: true, env });
        delete other.env.PULUMI_BACKEND_URL;
        other.env.PULUMI_CREDENTIALS_PATH = join(yours, "credentials");
        await other.cli(["login", container.backendUrl]);
        expect(JSON.parse(await other.cli(["stack", "ls", "--json"]))).toMatchObject([{ name: "dev" }]);
        expect((await other.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
        expect(await other.outputs({ secrets: true })).toEqual(await stack.outputs({ secrets: true }));

        await other.destroy();
        expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
        expect(JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()])).toBe(before);
        // Nobody is kept out by the lock of a run that is over.
        expect((await container.blobs()).filter((name) => name.startsWith(".pulumi/locks/"))).toEqual([]);

        await other.cli(["stack", "rm", "--yes", "dev"]);
        expect(await container.blobs()).not.toContain(STORED);
      } finally {
        await sandbox.stop();
      }
    }),
  ENGINE_TIMEOUT,
);

withAzurite(
  "a reader of the state previews, looks for drift and reads outputs; it can neither update nor lock nor write a state",
  () =>
    inTempFolder(async (folder) => {
      const [program, mine] = ["program", "mine"].map((name) => join(folder, name)) as [string, string];
      await mkdir(mine);
      await writeProgram(
        program,
        'import * as random from "@pulumi/random";\nexport const id = new random.RandomUuid("id").result;\n',
      );
      const container = await azurite.container("roles");
      const env = { ...container.env, PULUMI_BACKEND_URL: container.backendUrl };
      const stack = await openStack({ folder: mine, program, name: "dev", env, config: {} });
      await stack.up();
      const blobs = await container.blobs();

      // Storage Blob Data Reader: reads and lists.
      delete stack.env.AZURE_STORAGE_KEY;
      stack.env.AZURE_STORAGE_SAS_TOKEN = container.sharedAccess("rl");
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).exitCode).toBe(0);
      expect((await stack.drift()).exitCode).toBe(0);
      expect(await stack.outputs()).toEqual({ id: expect.any(String) });
      // They end where they would lock the stack. The engine says so by a crash: its writer to Azure closes what it never opened.
      for (const run of [stack.up, stack.destroy])
        expect((await run.call(stack, { mayFail: true })).exitCode).not.toBe(0);
      await expect(stack.cli(["stack", "tag", "set", "a", "b", "--stack", "dev"])).rejects.toThrow();
      expect(await container.blobs()).toEqual(blobs);
    }),
  ENGINE_TIMEOUT,
);
