import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse } from "yaml";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { problemsOf } from "../../scripts/supply-chain.ts";
import { findZizmor } from "../../scripts/zizmor.ts";

const read = (...path: string[]) => readFileSync(join(projectFolder, ...path), "utf8");
const [, PULUMI_VERSION = ""] = /PULUMI_VERSION = "([\d.]+)"/.exec(read("bootstrap", "engine.mjs")) ?? [];

const files = readdirSync(join(projectFolder, ".github"), { recursive: true, encoding: "utf8" })
  .filter((file) => /^(workflows|actions)\/.*\.yml$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(projectFolder, ".github", file), "utf8") }));

test.each(files)("$file: every action is one commit, with its version beside it", ({ text }) => {
  for (const [, uses = ""] of text.matchAll(/^\s*(?:- )?uses: (.*)$/gm))
    if (!uses.startsWith("./")) expect(uses).toMatch(/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test.each(files)(
  "$file: no step runs verbose, which shows secrets in clear (docs/secrets.md)",
  ({ text }) => {
    expect(text).not.toMatch(
      /--verbose|--logtostderr|--debug\b|\s-v=?\d|PULUMI_OPTION|ACTIONS_STEP_DEBUG|set -x/,
    );
  },
);

test("the engine's version stands in one place", () => {
  for (const { text } of files) expect(text).not.toContain(PULUMI_VERSION);
  const goModule = readFileSync(join(projectFolder, "bootstrap", "pulumi-cli", "go.mod"), "utf8");
  expect(goModule).toContain(`github.com/pulumi/pulumi/pkg/v3 v${PULUMI_VERSION}`);
});

test("every locked package has a checksum and a permissive licence", () => {
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, object> };
  expect(Object.entries(packages).flatMap(([path, entry]) => problemsOf(path, entry))).toEqual([]);
});

test.each([
  ["no checksum", { license: "MIT" }, "evil 1.0.0 has no checksum"],
  [
    "an address of its own",
    { integrity: "sha512-x", license: "MIT", resolved: "https://eve.example/evil.tgz" },
    "evil 1.0.0 comes from https://eve.example/evil.tgz",
  ],
  ["no licence", { integrity: "sha512-x" }, "evil 1.0.0 has the licence (none)"],
  ["one that binds", { integrity: "sha512-x", license: "MIT AND GPL-3.0-only" }, "MIT AND GPL-3.0-only"],
  ["another name's exception", { integrity: "sha512-x", license: "CC-BY-4.0" }, "CC-BY-4.0"],
])("a package with %s is told", (_, entry, says) => {
  expect(problemsOf("node_modules/a/node_modules/evil", { version: "1.0.0", ...entry })).toEqual([
    expect.stringContaining(says),
  ]);
});

test("of alternatives one permissive licence is enough", () => {
  const entry = { version: "1.0.0", integrity: "sha512-x", license: "(MIT OR GPL-3.0-only)" };
  expect(problemsOf("node_modules/a", entry)).toEqual([]);
});

interface Component {
  hashes?: { content: string }[];
  properties: { name: string }[];
}

test("the list of a release names every locked package by its checksum, and marks what is for development alone", async () => {
  const { stdout } = await execa("npm", ["run", "sbom", "--silent"], { cwd: projectFolder });
  const { bomFormat, components } = JSON.parse(stdout) as { bomFormat: string; components: Component[] };
  expect(bomFormat).toBe("CycloneDX");
  const isForDevelopment = new Map(
    components.map(({ hashes, properties }) => [
      hashes?.[0]?.content,
      properties.some(({ name }) => name === "cdx:npm:package:development"),
    ]),
  );
  const { packages } = JSON.parse(read("package-lock.json")) as {
    packages: Record<string, { integrity?: string; dev?: true }>;
  };
  const wrong = Object.entries(packages).filter(([, { integrity, dev }]) => {
    const content = Buffer.from(integrity?.split("-")[1] ?? "", "base64").toString("hex");
    // One that is there twice may be for development in one place alone.
    return integrity && (dev ? !isForDevelopment.has(content) : isForDevelopment.get(content) !== false);
  });
  expect(wrong.map(([path]) => path)).toEqual([]);
  expect([...isForDevelopment.values()]).toContain(true);
});

test("zizmor finds nothing", async () => {
  const found = await findZizmor();
  if ("reason" in found) {
    if (process.env.CI) throw new Error(found.reason);
    console.warn(`Skipped: ${found.reason}.`);
    return;
  }
  const args = ["--offline", "--no-progress", ".github"];
  const { stdout, exitCode } = await execa(found.file, args, { cwd: projectFolder, reject: false });
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringContaining("No findings to report."),
  });
}, 300_000);

test("owners are named for what grants access and for what runs as a deployer", () => {
  const owned = read(".github", "CODEOWNERS")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => line.split(/\s+/));
  for (const line of owned) expect(line).toEqual([expect.any(String), expect.stringMatching(/^@OWNER\//)]);
  expect(owned.map(([path]) => path)).toEqual(
    expect.arrayContaining([
      "*",
      "/Pulumi.prod.yaml",
      "/Pulumi.*.yaml",
      "/policies/",
      "/.github/",
      "/stacks/",
      "/package-lock.json",
      "/.npmrc",
    ]),
  );
});

test("Dependabot looks at packages, actions and the engine's build", () => {
  const { updates } = parse(read(".github", "dependabot.yml"));
  expect(updates.map((each: Record<string, unknown>) => each["package-ecosystem"])).toEqual([
    "npm",
    "github-actions",
    "gomod",
  ]);
});
