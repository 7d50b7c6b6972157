import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ENGINE_TIMEOUT, inTempFolder, openStack, writeProgram } from "../engine/harness.ts";
import { startAzurite } from "./azurite.ts";

test(
  "a reader of the state previews, looks for drift and reads outputs; it can neither update nor lock nor write a state",
  async () => {
    if (process.env.RUN_AZURITE !== "1") {
      console.warn(
        "Skipped: the roles on a state in Azure Blob Storage; RUN_AZURITE=1 fetches Azurite (186 MB).",
      );
      return;
    }
    await inTempFolder(async (folder) => {
      const [program, mine, storage] = ["program", "mine", "storage"].map((name) => join(folder, name)) as [
        string,
        string,
        string,
      ];
      await Promise.all([mine, storage].map((each) => mkdir(each)));
      await writeProgram(
        program,
        'import * as random from "@pulumi/random";\nexport const id = new random.RandomUuid("id").result;\n',
      );
      const azurite = await startAzurite(storage, "state");
      try {
        const env = { ...azurite.env, PULUMI_BACKEND_URL: azurite.backendUrl };
        const stack = await openStack({ folder: mine, program, name: "dev", env, config: {} });
        await stack.up();
        const blobs = await azurite.blobs();

        // Storage Blob Data Reader: reads and lists.
        delete stack.env.AZURE_STORAGE_KEY;
        stack.env.AZURE_STORAGE_SAS_TOKEN = azurite.sharedAccess("rl");
        expect((await stack.preview({ flags: ["--expect-no-changes"] })).exitCode).toBe(0);
        expect((await stack.drift()).exitCode).toBe(0);
        expect(await stack.outputs()).toEqual({ id: expect.any(String) });
        // They end where they would lock the stack. The engine says so by a crash: its writer to Azure closes what it never opened.
        for (const run of [stack.up, stack.destroy])
          expect((await run.call(stack, { mayFail: true })).exitCode).not.toBe(0);
        await expect(stack.cli(["stack", "tag", "set", "a", "b", "--stack", "dev"])).rejects.toThrow();
        expect(await azurite.blobs()).toEqual(blobs);
      } finally {
        await azurite.stop();
      }
    });
  },
  ENGINE_TIMEOUT,
);
