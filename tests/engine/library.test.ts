import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse } from "yaml";
import { engineEnvironment, findEngine, openStack, projectFolder } from "../../sandbox/engine/index.ts";
import { entra, choreo as seed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { packLibrary } from "../../scripts/package.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { stateOf } from "../cli/review/world.ts";
import { blocksIn, sectionOf, wordsOf } from "../docs/commands.ts";
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
async function install(tarball: string, program: string): Promise<Record<string, object>> {
  const library = join(program, "node_modules", "choreo-azuread");
  await mkdir(library, { recursive: true });
  await execa("tar", ["-xzf", tarball, "-C", library, "--strip-components=1"]);
  const manifest = JSON.parse(await readFile(join(library, "package.json"), "utf8"));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    await mkdir(dirname(join(program, "node_modules", name)), { recursive: true });
    await symlink(join(packages, name), join(program, "node_modules", name));
  }
  return manifest;
}

/** A project of the template, as `pulumi new` makes it. */
async function fromTemplate(program: string): Promise<void> {
  const engine = await findEngine();
  const [command = ""] =
    /pulumi new \S+ --generate-only/.exec(sectionOf("docs/library.md", "A program")) ?? [];
  const words = wordsOf(command.replace("PATH", projectFolder));
  await execa(
    join(engine.folder, "pulumi"),
    // docs/library.md, "A program", without the questions.
    [...words.slice(1), "--dir", program, "--name", "shop", "--yes"],
    { env: engineEnvironment(engine, folder), extendEnv: false },
  );
}

test("docs/library.md shows the program of the template", async () => {
  const [text, source] = await Promise.all(
    ["docs/library.md", "templates/quickstart/index.ts"].map((file) =>
      readFile(join(projectFolder, file), "utf8"),
    ),
  );
  expect(text).toContain(`\n\`\`\`ts\n${source}\`\`\``);
});

test(
  "packed and put into a project that pulumi new made of the template, it runs from up to destroy",
  async () => {
    const program = join(folder, "shop");
    await fromTemplate(program);
    const tarball = await packLibrary(join(folder, "dist"), folder);
    const { peerDependencies } = await install(tarball, program);
    const { name, dependencies } = JSON.parse(await readFile(join(program, "package.json"), "utf8"));
    expect({ name, dependencies }).toEqual({
      name: "shop",
      dependencies: { ...peerDependencies, "choreo-azuread": `file:${basename(tarball)}` },
    });
    await execa(join(packages, ".bin", "tsc"), ["-p", program]);
    const required = 'console.log(typeof require("choreo-azuread").ChoreoApi)';
    expect((await execa("node", ["-e", required], { cwd: program })).stdout).toBe("function");

    const before = stateOf(sandbox);
    // docs/library.md, "Settings": the stack file that it shows, with the sandbox's tenant and organisation.
    const [file = ""] = blocksIn(sectionOf("docs/library.md", "Settings"), "yaml");
    const shown = parse(file).config;
    expect(Object.keys(shown["shop:choreo"])).toEqual(["organization", "organizationId"]);
    const config = {
      ...shown,
      "shop:choreo": { organization: seed.organization, organizationId: seed.organizationId },
      "azuread:tenantId": entra.tenantId,
    };
    const stack = await openStack({
      ...{ folder: join(folder, "stack"), name: "dev", program, config, env: sandbox.env },
    });
    await stack.up();
    const text = JSON.stringify(await stack.exportState());
    expect(text).toContain(String.raw`(\"choreo-azuread/provider\").provider(\"Subscription\")`);
    expect((await stack.preview({ flags: ["--refresh", "--expect-no-changes"] })).steps).toEqual([]);

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
