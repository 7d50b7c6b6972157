import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { engineEnvironment, findEngine, projectFolder } from "../../sandbox/engine/index.ts";
import { entra, choreo as seed } from "../../sandbox/seed.ts";
import type { Sandbox } from "../../sandbox/start.ts";
import { packLibrary } from "../../scripts/package.ts";
import { startTrustedSandbox } from "../cli/fixture.ts";
import { stateOf } from "../cli/review/world.ts";
import { blocksIn, commandsIn, sectionOf, type, wordsOf } from "../docs/commands.ts";
import { InProcessStack } from "../inProcess/stack.ts";
import { needs } from "../needs.ts";
import { ENGINE_TIMEOUT } from "./harness.ts";
import { startRegistry } from "./npmRegistry.ts";
import { answering, hasTerminal } from "./terminal.ts";
import { warmPlugins } from "./warm/pool.ts";

const packages = join(projectFolder, "node_modules");
const installing = sectionOf("docs/library.md", "Install");

let sandbox: Sandbox;
/** Outside of the checkout, whose packages and `exports` would help. */
let folder: string;
let registry: Awaited<ReturnType<typeof startRegistry>>;
let tarball: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "library-"));
  [sandbox, registry, tarball] = await Promise.all([
    startTrustedSandbox(),
    startRegistry(packages),
    // `npm run typecheck` looks at the types of the same files.
    packLibrary(join(folder, "dist"), folder, ["--noCheck"]),
  ]);
}, ENGINE_TIMEOUT);
afterAll(async () => {
  await Promise.all([sandbox.stop(), registry.stop()]);
  await rm(folder, { recursive: true, force: true });
});

/** `npm install` in a program's folder; what npm put there of other packages, which has nothing in it, becomes the checkout's. */
async function install(words: string[], program: string): Promise<string[]> {
  await registry.npm(words, program);
  // What `npm ls` reads.
  const lock = await readFile(join(program, "node_modules", ".package-lock.json"), "utf8");
  const names = Object.keys(JSON.parse(lock).packages)
    .map((place) => place.replace("node_modules/", ""))
    .filter((name) => name !== "choreo-azuread");
  for (const name of names) {
    const place = join(program, "node_modules", name);
    await rm(place, { recursive: true });
    await symlink(join(packages, name), place);
  }
  return names;
}

/** A project of the template, as `pulumi new` makes it. */
async function fromTemplate(program: string): Promise<void> {
  const engine = await findEngine();
  const [command = ""] =
    /pulumi new \S+ --generate-only/.exec(sectionOf("docs/library.md", "A program")) ?? [];
  const words = wordsOf(command.replace("PATH", projectFolder));
  await mkdir(program);
  // Its questions have good answers: the project's name is the folder's.
  await execa(join(engine.folder, "pulumi"), [...words.slice(1), "--yes"], {
    ...{ cwd: program, env: engineEnvironment(engine, folder), extendEnv: false },
  });
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
  "published to a registry, it is installed by name into a program of Pulumi's own template for TypeScript, which is CommonJS",
  async () => {
    const program = join(folder, "commonjs");
    await mkdir(program);
    await writeFile(join(program, "package.json"), '{ "name": "commonjs" }');
    const [publish = ""] = /npm publish \S+\.tgz/.exec(installing) ?? [];
    await registry.npm(wordsOf(publish).slice(1), folder);
    const [fromTarball = ""] = commandsIn(installing);
    const words = wordsOf(fromTarball.replace(/\S+\.tgz/, "choreo-azuread"));
    expect(await install(words.slice(1), program)).toEqual(
      expect.arrayContaining(["@pulumi/azuread", "@pulumi/pulumi", "@pulumi/random", "axios"]),
    );

    await writeFile(
      join(program, "index.ts"),
      `import { ChoreoApplication } from "choreo-azuread";
       import { Application, controlPlane } from "choreo-azuread/choreo";
       console.log([ChoreoApplication, Application, controlPlane].map((each) => typeof each).join());`,
    );
    // What `pulumi new typescript` writes into it, for the TypeScript that is here.
    const compilerOptions = {
      ...{ strict: true, outDir: "bin", target: "es2020", module: "commonjs", moduleResolution: "node" },
      ...{
        ignoreDeprecations: "6.0",
        skipLibCheck: true,
        types: ["node"],
        typeRoots: [join(packages, "@types")],
      },
    };
    await writeFile(join(program, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
    await execa(join(packages, ".bin", "tsc"), ["-p", "."], { cwd: program });
    expect((await execa("node", ["bin/index.js"], { cwd: program })).stdout).toBe(
      "function,function,function",
    );
  },
  ENGINE_TIMEOUT,
);

test(
  "packed and put into a project that pulumi new made of the template, it runs from up to destroy",
  async () => {
    const program = join(folder, "shop");
    await fromTemplate(program);
    // docs/library.md, "A program": the tarball beside it.
    await copyFile(tarball, join(program, basename(tarball)));
    expect(await install(["install"], program)).toEqual(expect.arrayContaining(["axios", "@pulumi/random"]));
    const library = join(program, "node_modules", "choreo-azuread");
    const { peerDependencies } = JSON.parse(await readFile(join(library, "package.json"), "utf8"));
    const { name, dependencies } = JSON.parse(await readFile(join(program, "package.json"), "utf8"));
    expect({ name, dependencies }).toEqual({
      name: "shop",
      dependencies: { ...peerDependencies, "choreo-azuread": `file:${basename(tarball)}` },
    });
    await execa(join(packages, ".bin", "tsc"), ["-p", program]);

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
    const state = join(folder, "state");
    await mkdir(state);
    const { engine, env: warm } = await warmPlugins();
    const env = engineEnvironment(engine, state, { ...warm, ...sandbox.env });
    const desk = { folder: program, env };
    const typed = async (command: string) => {
      const { exitCode, output } = await type(command, desk);
      if (exitCode !== 0) throw new Error(`${command}\n${output}`);
      return output;
    };
    const [init = "", up = "", preview = "", destroy = ""] = commandsIn(
      sectionOf("docs/library.md", "Run it"),
    );
    await writeFile(join(program, "Pulumi.dev.yaml"), stringify({ config }));
    // A key service of one's own: docs/environments.md. A passphrase costs each command a quarter of a second.
    await typed(`${init} --secrets-provider hashivault://library`);
    expect(await typed(up)).toMatch(/\+ \d+ created/);
    expect(await typed("pulumi stack export --stack dev")).toContain(
      String.raw`(\"choreo-azuread/provider\").provider(\"Subscription\")`,
    );
    expect(preview).toContain(" --refresh --expect-no-changes");
    await typed(preview);

    // What is wrong is named under the project that runs.
    const wrong = { ...config, "shop:choreo": { ...config["shop:choreo"], region: "mars" } };
    const here = new InProcessStack({ name: "dev", program, config: wrong, env: sandbox.env });
    expect((await here.preview({ mayFail: true })).output).toMatch(
      /shop:choreo\.region .*is "mars"; allowed: us, eu/,
    );

    expect(await typed(destroy)).toMatch(/- \d+ deleted/);
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);

(needs(hasTerminal, "script of util-linux", "Debian has it in bsdutils") ? test : test.skip)(
  "pulumi new asks in a terminal, makes a stack and installs",
  async () => {
    const program = join(folder, "asked");
    await mkdir(program);
    await copyFile(tarball, join(program, basename(tarball)));
    const section = sectionOf("docs/library.md", "A program");
    const [command = ""] = /pulumi new \S+/.exec(section) ?? [];
    const [flag = ""] = /the\starball has to be there already\s\(`(--\w+)`\)/.exec(section)?.slice(1) ?? [];
    const engine = await findEngine();
    const { exitCode, questions, output } = await answering(
      `${command.replace("PATH", projectFolder)} ${flag}`,
      [
        [/Project name .*: /, "shop\r"],
        [/Project description .*: /, "\r"],
        [/Stack name .*: /, "dev\r"],
        [/Directory \(tenant\) ID of Entra ID \(azuread:tenantId\): /, `${entra.tenantId}\r`],
      ],
      { cwd: program, env: engineEnvironment(engine, folder, registry.env) },
    );
    expect({ exitCode, questions }).toEqual({ exitCode: 0, questions: 4 });
    expect(output).toContain("pulumi config set --path choreo.organization HANDLE");
    const read = async (file: string) => readFile(join(program, file), "utf8");
    expect(parse(await read("Pulumi.yaml")).name).toBe("shop");
    expect(parse(await read("Pulumi.dev.yaml")).config).toEqual({ "azuread:tenantId": entra.tenantId });
    expect(JSON.parse(await read("node_modules/choreo-azuread/package.json"))).toHaveProperty("exports");
  },
  ENGINE_TIMEOUT,
);
