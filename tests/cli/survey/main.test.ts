import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { projectFolder } from "../../../sandbox/engine/index.ts";
import { inTempFolder } from "../../engine/harness.ts";

test(
  "the sandbox serves the world that was made by hand, and says how to survey and adopt it",
  () =>
    inTempFolder(async (folder) => {
      const file = join(folder, "sandbox.env");
      const args = ["--", "story/main.ts", "serve", "--hand-made", "--env-file", file];
      const served = spawn(process.execPath, args, { cwd: projectFolder });
      const said = await new Promise<string>((settle) =>
        served.stdout.once("data", (bytes: Buffer) => settle(bytes.toString())),
      );
      const adopting = await readFile(join(projectFolder, "docs/adopting.md"), "utf8");
      for (const [command = ""] of adopting.matchAll(
        /npm run (pulumi|import|access-diff) -- [^`]*live( --all)?(?=`)/g,
      ))
        expect(said).toContain(command);
      const command = /npm run survey -- (.*)/.exec(said)?.[1] ?? "";
      const lines = (await readFile(file, "utf8")).trim().split("\n");
      const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
      const { stdout } = await execa(process.execPath, ["cli/survey/main.ts", ...command.split(" ")], {
        cwd: projectFolder,
        env,
      });
      expect(stdout.split("\n").at(-1)).toMatch(/^8 APIs, 11 clients, 13 chains, of which 3 hold,/);
      served.kill("SIGTERM");
    }),
  60_000,
);
