import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { projectFolder } from "../../sandbox/engine/index.ts";

const config = join(import.meta.dirname, "dependency-cruiser.mjs");
const cruiser = join(projectFolder, "node_modules", ".bin", "depcruise");
const TIMEOUT_MS = 240_000;

/** Looks at all files of a folder. @returns the report, which names each import that is against a rule */
async function cruise(folder: string): Promise<string> {
  const { stdout } = await execa(cruiser, ["--config", config, "--no-cache", "--output-type", "err", "."], {
    cwd: folder,
    reject: false,
  });
  return stdout;
}

test(
  "rooms import as docs/architecture.md says, packages of their lists, and in no circle",
  async () => {
    expect(await cruise(projectFolder)).toContain("no dependency violations found");
  },
  TIMEOUT_MS,
);

/** Files that are against the rules, and what the report says of each. */
const against = {
  "settings/arrow.ts": {
    text: 'import { page } from "../sandbox/page.ts"; console.log(page);',
    report:
      "error settings/ imports from: access/, providers/choreo/, shared/: settings/arrow.ts → sandbox/page.ts",
  },
  "outputs/arrowOfTypes.ts": {
    text: 'import type { page } from "../sandbox/page.ts"; export type Page = typeof page;',
    report: "outputs/arrowOfTypes.ts → sandbox/page.ts",
  },
  "sandbox/later.ts": {
    text: 'import("commander");',
    report:
      "error sandbox/ takes packages of the list: the sandbox's: sandbox/later.ts → node_modules/commander/",
  },
  "cli/development.ts": {
    text: 'import "jest";',
    report: "error cli/ takes packages of the list: production: cli/development.ts → node_modules/jest/",
  },
  "shared/any.ts": {
    text: 'import "zod";',
    report: "error shared/ takes packages of the list: none: shared/any.ts → node_modules/zod/",
  },
  "policies/one.ts": {
    text: 'import "./two.ts"; export type One = 1;',
    report: "error no circles: policies/one.ts",
  },
  "policies/two.ts": {
    text: 'import type { One } from "./one.ts"; export const two: One = 1;',
    report: "error no circles: policies/",
  },
  "attic/new.ts": {
    text: 'import "../shared/any.ts";',
    report: "error every folder has a row in docs/architecture.md: attic/new.ts",
  },
  "tests/prompt.test.ts": {
    text: 'import { startSandbox } from "../sandbox/start.ts"; console.log(startSandbox);',
    report:
      "error tests start the sandbox that lags and listens, tests/engine/sandbox.ts: tests/prompt.test.ts → sandbox/start.ts",
  },
  "cli/nowhere.ts": {
    text: 'import "left-pad-of-nobody";',
    report: "error every import is found: cli/nowhere.ts → left-pad-of-nobody",
  },
};

/** Files that look as if they were. */
const fine = {
  "sandbox/start.ts": "export const startSandbox = () => undefined; export type Sandbox = undefined;",
  "tests/engine/sandbox.ts":
    'import { startSandbox } from "../../sandbox/start.ts"; console.log(startSandbox);',
  "tests/typed.test.ts": 'import type { Sandbox } from "../sandbox/start.ts"; export type Its = Sandbox;',
  "sandbox/page.ts": 'import { Hono } from "hono"; export const page = new Hono();',
  "cli/types.ts":
    'import type { User } from "@microsoft/microsoft-graph-types"; export type Id = User["id"];',
  "story/told.ts": 'import "../sandbox/page.ts"; import "listr2"; import "node:fs";',
  ".sandbox/tests/of-another/program.ts": 'import "@pulumi/pulumi";',
};

test(
  "an arrow, a package, a circle, a folder or an import that is against the rules is an error",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "rooms-"));
    const write = async (file: string, text: string) => {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    };
    try {
      for (const [file, { text }] of Object.entries(against)) await write(file, text);
      for (const [file, text] of Object.entries(fine)) await write(file, text);
      for (const file of ["docs/architecture.md", "package.json", "sandbox/package.json", "tsconfig.json"])
        await cp(join(projectFolder, file), join(folder, file));
      await symlink(join(projectFolder, "node_modules"), join(folder, "node_modules"));
      const report = await cruise(folder);
      for (const { report: line } of Object.values(against)) expect(report).toContain(line);
      for (const file of Object.keys(fine)) expect(report).not.toContain(`: ${file} →`);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
  TIMEOUT_MS,
);
