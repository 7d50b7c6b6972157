import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { engineEnvironment, findEngine, projectFolder } from "../../sandbox/engine/index.ts";
import { inTempFolder } from "../engine/harness.ts";
import { commandsIn, sectionOf, wordsOf } from "./commands.ts";

/** docs/environments.md, "Making a stack": what is committed there is in the engine's style, not in biome's. */
test("what `pulumi stack init` makes of a stack file passes the linter", () =>
  inTempFolder(async (temp) => {
    const [folder, state] = [join(temp, "checkout"), join(temp, "state")];
    await mkdir(folder);
    await mkdir(state);
    const files = ["Pulumi.yaml", "Pulumi.dev.yaml", "biome.json", ".gitignore"];
    for (const file of files) await copyFile(join(projectFolder, file), join(folder, file));
    const [init = "", add = ""] = commandsIn(sectionOf("docs/environments.md", "Making a stack"));
    expect(init).toMatch(/^pulumi stack init dev --secrets-provider 'azurekeyvault:/);
    // A passphrase in place of a vault, which is not here.
    const [, ...args] = wordsOf(init.replace(/'azurekeyvault:.*'/, "passphrase"));
    await execa("pulumi", args, {
      cwd: folder,
      env: engineEnvironment(await findEngine(), state),
      extendEnv: false,
    });
    expect(await readFile(join(folder, "Pulumi.dev.yaml"), "utf8")).toContain("encryptionsalt");

    await execa("git", ["init", "--quiet"], { cwd: folder });
    const [git = "", ...words] = wordsOf(add);
    await execa(git, words, { cwd: folder });
    const { stdout } = await execa("git", ["diff", "--cached", "--name-only"], { cwd: folder });
    expect(stdout).toBe("Pulumi.dev.yaml");

    const biome = join(projectFolder, "node_modules", ".bin", "biome");
    const { all, exitCode } = await execa(biome, ["check", "."], { cwd: folder, all: true, reject: false });
    expect([exitCode, all]).toEqual([0, expect.any(String)]);
  }));
