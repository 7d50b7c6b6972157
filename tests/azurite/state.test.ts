import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT, inTempFolder, openStack } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { needs } from "../needs.ts";
import { startAzurite } from "./azurite.ts";

const STORED = ".pulumi/stacks/choreo-azuread/dev.json";

(needs(
  process.env.RUN_AZURITE === "1",
  "Azurite, the emulator of Azure Storage",
  "RUN_AZURITE=1 fetches it (186 MB) and runs it",
)
  ? test
  : test.skip)(
  "a team's state in a blob container: login, init, up, the same in a second checkout, destroy, rm",
  async () => {
    await inTempFolder(async (folder) => {
      const [mine, yours, storage] = ["mine", "yours", "storage"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      await Promise.all([mine, yours, storage].map((each) => mkdir(each)));
      const azurite = await startAzurite(storage, "state");
      const sandbox = await startSandbox();
      try {
        const before = JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
        const env = { ...sandbox.env, ...azurite.env, PULUMI_BACKEND_URL: azurite.backendUrl };
        const stack = await openStack({ folder: mine, name: "dev", env, config: plain(guideStack()) });
        await stack.up();
        expect(await azurite.blobs()).toContain(STORED);

        // The second checkout has what is in Git, and logs in by name instead of by variable.
        await copyFile(stack.configFile, join(yours, "Pulumi.dev.yaml"));
        const other = await openStack({ folder: yours, name: "dev", existing: true, env });
        delete other.env.PULUMI_BACKEND_URL;
        other.env.PULUMI_CREDENTIALS_PATH = join(yours, "credentials");
        await other.cli(["login", azurite.backendUrl]);
        expect(JSON.parse(await other.cli(["stack", "ls", "--json"]))).toMatchObject([{ name: "dev" }]);
        expect((await other.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
        expect(await other.outputs({ secrets: true })).toEqual(await stack.outputs({ secrets: true }));

        await other.destroy();
        expect((await stack.exportState()).deployment.resources ?? []).toEqual([]);
        expect(JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()])).toBe(before);
        // Nobody is kept out by the lock of a run that is over.
        expect((await azurite.blobs()).filter((name) => name.startsWith(".pulumi/locks/"))).toEqual([]);

        await other.cli(["stack", "rm", "--yes", "dev"]);
        expect(await azurite.blobs()).not.toContain(STORED);
      } finally {
        await sandbox.stop();
        await azurite.stop();
      }
    });
  },
  ENGINE_TIMEOUT,
);
