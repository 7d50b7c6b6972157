import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execa } from "execa";
import { openStack, projectFolder } from "../../sandbox/engine/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { packLibrary } from "../../scripts/package.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { stateOf } from "../cli/review/world.ts";
import { ENGINE_TIMEOUT } from "./harness.ts";

let sandbox: Sandbox;
/** Outside of the checkout, whose packages and `exports` would help. */
let folder: string;
beforeAll(async () => {
  [sandbox, folder] = await Promise.all([startTrustedSandbox(), mkdtemp(join(tmpdir(), "library-"))]);
});
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

const packages = join(projectFolder, "node_modules");

/** What `npm install` of a tarball does, without a registry: unpacked, with the packages beside it that it names and no other. */
async function install(tarball: string, program: string): Promise<void> {
  const library = join(program, "node_modules", "choreo-azuread");
  await mkdir(library, { recursive: true });
  await execa("tar", ["-xzf", tarball, "-C", library, "--strip-components=1"]);
  const { dependencies, peerDependencies } = JSON.parse(
    await readFile(join(library, "package.json"), "utf8"),
  ) as Record<string, Record<string, string>>;
  for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
    await mkdir(dirname(join(program, "node_modules", name)), { recursive: true });
    await symlink(join(packages, name), join(program, "node_modules", name));
  }
}

/** The program of docs/library.md, as a project of its own. */
async function writeShop(program: string): Promise<void> {
  const text = await readFile(join(projectFolder, "docs", "library.md"), "utf8");
  const [, source = ""] = /```ts\n([\s\S]*?)```/.exec(text) ?? [];
  const compilerOptions = {
    module: "nodenext",
    target: "es2024",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  const files = {
    "index.ts": source,
    "package.json": JSON.stringify({ type: "module", main: "index.ts" }),
    "tsconfig.json": JSON.stringify({ compilerOptions, files: ["index.ts"] }),
    "Pulumi.yaml": "name: shop\nruntime: { name: nodejs, options: { typescript: false } }\n",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(program, name), content);
}

test(
  "packed and put into a fresh folder, it runs the program of docs/library.md from up to destroy",
  async () => {
    const program = join(folder, "shop");
    await install(await packLibrary(join(folder, "dist"), folder), program);
    await writeShop(program);
    await execa(join(packages, ".bin", "tsc"), ["-p", program]);
    const required = 'console.log(typeof require("choreo-azuread").ChoreoApi)';
    expect((await execa("node", ["-e", required], { cwd: program })).stdout).toBe("function");

    const before = stateOf(sandbox);
    const config = {
      "shop:choreo": { organization: seed.organization, organizationId: seed.organizationId },
    };
    const stack = await openStack({
      ...{ folder: join(folder, "stack"), name: "dev", program, config, env: sandbox.env },
    });
    await stack.up();
    const text = JSON.stringify(await stack.exportState());
    expect(text).toContain(String.raw`(\"choreo-azuread/provider\").provider(\"Subscription\")`);
    expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
    await stack.refresh({ flags: ["--expect-no-changes"] });

    // What is wrong is named under the project that runs.
    await stack.setConfig({ "shop:choreo": { ...config["shop:choreo"], region: "mars" } });
    const wrong = await stack.preview({ mayFail: true });
    expect(wrong.output).toMatch(/shop:choreo\.region .*is "mars"; allowed: us, eu/);
    await stack.setConfig(config);

    await stack.destroy();
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);
