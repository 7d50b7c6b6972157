import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { parse } from "yaml";
import { SETTINGS_FOLDERS } from "../../cli/github/settings.ts";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { findActionlint } from "../../scripts/actionlint.ts";
import { needs } from "../needs.ts";
import { commandsOf, jobOf, workflows } from "./workflows.ts";

const jobs = workflows.flatMap(({ file, jobs }) =>
  Object.entries(jobs).map(([name, job]) => ({ id: `${file} ${name}`, file, job })),
);

test("actionlint finds nothing", async () => {
  const found = await findActionlint();
  if ("reason" in found) {
    needs(false, "actionlint", `${found.reason}; an own one on the PATH will do`);
    return;
  }
  const { stdout, exitCode } = await execa(found.file, ["-no-color"], { cwd: projectFolder, reject: false });
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
}, 200_000);

describe("permissions", () => {
  test.each(workflows.map(({ file, permissions }) => ({ file, permissions })))(
    "$file gives none, or reading, by default",
    ({ permissions }) => {
      expect([{}, { contents: "read" }]).toContainEqual(permissions);
    },
  );

  test.each(jobs)("$id writes only what it must", ({ id, job }) => {
    const written = Object.entries(job.permissions ?? {})
      .filter(([, level]) => level === "write")
      .map(([scope]) => scope);
    const allowed: Record<string, string[]> = {
      "preview.yml outdated": ["pull-requests"],
      "preview.yml preview": ["id-token", "pull-requests"],
      "preview-protected.yml preview": ["id-token", "pull-requests"],
      "drift.yml drift": ["id-token", "issues"],
      "release.yml sbom": ["contents"],
    };
    for (const scope of written) expect(allowed[id] ?? ["id-token"]).toContain(scope);
  });
});

describe("what main's rights run for a pull request is main's", () => {
  const targeted = workflows.filter(({ on }) => on.pull_request_target !== undefined);

  test("only the previews of protected stacks run with them, and nothing is done after another workflow", () => {
    expect(targeted.map(({ file }) => file)).toEqual(["preview-protected.yml"]);
    for (const { on } of workflows)
      for (const trigger of ["workflow_run", "issue_comment"]) expect(Object.keys(on)).not.toContain(trigger);
  });

  test.each(targeted.flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps = [] }) => steps)))(
    "step %#: $uses$run",
    ({ uses = "", run = "", with: inputs = {} }) => {
      // The default of the checkout is the base branch; and nothing fetches another one.
      if (uses.startsWith("actions/checkout")) expect(inputs).toEqual({ "persist-credentials": false });
      expect(JSON.stringify(inputs)).not.toMatch(/head\.(ref|label|repo)/);
      expect(run).not.toMatch(/\bgit\b|\bgh (?!api )|npm (ci|install)|head/);
    },
  );
});

test.each(["preview.yml", "preview-protected.yml"])(
  "%s is about merges into main, also those that were aimed at another branch before",
  (name) => {
    const { on } = workflows.find(({ file }) => file === name) as (typeof workflows)[number];
    expect(on.pull_request ?? on.pull_request_target).toMatchObject({
      branches: ["main"],
      types: expect.arrayContaining(["synchronize", "edited"]),
    });
  },
);

test("the preview of a protected stack reads by name only what it took from the pull request", () => {
  const { steps = [] } = jobOf("preview-protected.yml", "preview");
  const { env } = steps.find(({ id }) => id === "preview") ?? {};
  expect(env?.CHOREO_AZUREAD_SETTINGS_BELOW?.split(":")).toEqual(
    SETTINGS_FOLDERS.map((folder) => `\${{ github.workspace }}/${folder}`),
  );
});

test.each([
  ["plan", "npm run access-diff"],
  ["up", "npm run pulumi"],
])("deploy.yml %s asks whether its commit may still be deployed before %s", (name, after) => {
  const commands = commandsOf(jobOf("deploy.yml", name));
  const place = (start: string) => commands.findIndex((command) => command.startsWith(start));
  expect(place("npm run github -- newest")).toBeGreaterThanOrEqual(0);
  expect(place("npm run github -- newest")).toBeLessThan(place(after));
});

test("docs/pull-requests.md names the checks that branch protection asks for, as GitHub calls them", () => {
  const text = readFileSync(join(projectFolder, "docs", "pull-requests.md"), "utf8");
  const required = jobs.filter(({ id }) =>
    /^(ci|supply-chain)\.yml|^preview(-protected)?\.yml previewed/.test(id),
  );
  const names = required.flatMap(({ id, job }) => {
    const name = id.split(" ")[1] ?? "";
    const { stack = [], include = [] } = (job.strategy?.matrix ?? {}) as Record<string, (object | string)[]>;
    const of = [...stack, ...include.map((each) => Object.values(each).join(", "))];
    return of.length ? of.map((each) => `${name} (${each})`) : [name];
  });
  expect(names).toHaveLength(5);
  for (const name of names) expect(text).toContain(`\`${name}\``);
});

/** The environment of a job, with what it is called with in its place. */
const environmentsOf = ({ environment, strategy }: (typeof jobs)[number]["job"]): string[] => {
  const name = typeof environment === "string" ? environment : (environment?.name ?? "");
  return (strategy?.matrix.stack ?? [""]).map((each) => name.replace(/\$\{\{ *matrix\.stack *\}\}/, each));
};

test("a branch gets at no environment that deploys, and at none of production", () => {
  const ofBranches = jobs.filter(
    ({ file }) => workflows.find((each) => each.file === file)?.on.pull_request !== undefined,
  );
  const names = ofBranches.flatMap(({ job }) => environmentsOf(job)).filter(Boolean);
  expect([...new Set(names)].sort()).toEqual(["preview-dev", "preview-staging", "review"]);
});

test("deployments of one stack wait for one another, and for no other stack", () => {
  expect(workflows.find(({ file }) => file === "up.yml")).not.toHaveProperty("concurrency");
  for (const stack of ["dev", "staging", "prod"])
    expect(jobOf("up.yml", stack).concurrency).toEqual({
      group: `deploy-${stack}`,
      "cancel-in-progress": false,
    });
});

/** Whether a job can get at something that opens a door: an identity, a secret, an environment with either. */
const hasCredentials = ({ permissions, environment, ...job }: (typeof jobs)[number]["job"]) =>
  permissions?.["id-token"] !== undefined ||
  environment !== undefined ||
  JSON.stringify(job).includes("secrets");

const ofPullRequests = jobs.filter(({ file }) =>
  Object.keys(workflows.find((each) => each.file === file)?.on ?? {}).some((on) => /^pull_request/.test(on)),
);

test.each(ofPullRequests.filter(({ job }) => hasCredentials(job)))(
  "$id has credentials, so it is closed to forks",
  ({ job }) => {
    expect(job.if).toMatch(
      /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && [^|]*$/,
    );
  },
);

test("the jobs that a fork gets have nothing, and can only read", () => {
  const open = jobs.filter(
    ({ file, job }) => /^(ci|preview|supply-chain)\.yml$/.test(file) && !hasCredentials(job),
  );
  expect(open.map(({ id }) => id)).toEqual([
    "ci.yml ci",
    "preview.yml fork",
    "preview.yml outdated",
    "preview.yml previewed",
    "supply-chain.yml check",
  ]);
  for (const { job } of open.filter(({ id }) => id !== "preview.yml outdated"))
    expect(Object.values(job.permissions ?? {})).not.toContain("write");
});

test("no job that has an environment, and no release, restores a cache that another job may have filled", () => {
  const steps = jobs
    .filter(({ file, job }) => environmentsOf(job).some(Boolean) || file === "release.yml")
    .flatMap(({ job }) => job.steps ?? []);
  const action = readFileSync(join(projectFolder, ".github", "actions", "prepare", "action.yml"), "utf8");
  const prepared = parse(action).runs.steps as typeof steps;
  for (const { uses = "", with: inputs = {} } of [...steps, ...prepared]) {
    expect(uses).not.toMatch(/^actions\/cache/);
    expect(inputs).not.toHaveProperty("cache");
    if (uses.startsWith("actions/setup-node")) expect(inputs).toHaveProperty("package-manager-cache", false);
  }
});

test("production waits for staging, and the plan for nobody: its job has the identity that reads", () => {
  expect(jobOf("up.yml", "prod")).toMatchObject({ needs: "staging", with: { stack: "prod" } });
  expect(jobOf("deploy.yml", "plan").environment).toMatchObject({
    name: expect.stringMatching(/^preview-.*inputs\.stack/),
  });
  expect(jobOf("deploy.yml", "up")).toMatchObject({
    needs: "plan",
    environment: expect.stringContaining("inputs.stack"),
  });
});

test("no text from outside is pasted into a script", () => {
  // An expression in "run" is replaced before the shell sees it; text from outside goes through "env".
  for (const { id, job } of jobs)
    for (const command of commandsOf(job)) expect(`${id}: ${command}`).not.toContain("${{");
});

test.each(jobs.filter(({ job }) => !job.uses))(
  "$id has a time limit and keeps no token in the checkout",
  ({ job }) => {
    expect(job["timeout-minutes"]).toBeGreaterThan(0);
    for (const { uses, with: inputs } of job.steps ?? [])
      if (uses?.startsWith("actions/checkout"))
        expect(inputs).toMatchObject({ "persist-credentials": false });
  },
);

test("every command is an npm script that exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8")) as {
    scripts: object;
  };
  const called = jobs
    .flatMap(({ job }) => commandsOf(job))
    .flatMap((command) => [...command.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name));
  expect([...new Set(called)].sort()).toEqual([
    "access-diff",
    "audit",
    "doctor",
    "drift",
    "github",
    "openapi-check",
    "pulumi",
    "review",
    "sandbox",
    "sbom",
    "supply-chain",
    "test:sweeps",
    "zizmor",
  ]);
  for (const name of called) expect(scripts).toHaveProperty(name as string);
});
