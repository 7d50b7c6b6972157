import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { handles, startTrustedSandbox } from "../cli/fixture.ts";
import { startFakeGithub } from "../cli/github/fake-github.ts";
import { namesIn, resetBoth, stateOf } from "../cli/review/world.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../engine/harness.ts";
import { sharedByTests } from "../lifetimes.ts";
import { FakeRepository, pullRequestEvent } from "./repository.ts";
import { contentOf, HEAD, mergeReviewedOn, valuesOf } from "./reviewed.ts";

const sandbox = sharedByTests(startTrustedSandbox);
let github: Awaited<ReturnType<typeof startFakeGithub>>;
beforeEach(async () => {
  await resetBoth(sandbox);
  github = await startFakeGithub();
});
afterEach(() => github.stop());

const withRepository = (work: (repository: FakeRepository) => Promise<void>, stacks = ["dev"]) =>
  inTempFolder(async (root) => {
    const repository = new FakeRepository(root, sandbox, github);
    await repository.start(stacks);
    await work(repository);
  });

const merge = { GITHUB_SHA: "abc" };
const stack = valuesOf("dev");

const mergeReviewed = (...reviewed: [repository: FakeRepository, name?: string, workflow?: string]) =>
  mergeReviewedOn(github, ...reviewed);

test(
  "preview, merge, plan, up: what was reviewed is what is done; then drift",
  () =>
    withRepository(async (repository) => {
      const state = () => contentOf(repository.state("dev"));
      const initialized = await state();
      const preview = await repository.run("preview.yml", "preview", {
        values: stack,
        event: pullRequestEvent(12),
      });
      expect(preview).toMatchObject({ ok: true });
      expect(preview.summary).toContain("### Access changes in `dev`");
      expect(github.comments.get(12)).toMatchObject([
        { body: expect.stringContaining(preview.summary.trim()) },
      ]);
      await mergeReviewed(repository);

      const plan = await repository.run("deploy.yml", "plan", { values: stack, env: merge });
      expect(plan).toMatchObject({ ok: true });
      expect(plan.summary).toContain("> This plan does what the plan of the pull request did");
      expect(plan.summary).toContain("### Access changes in `dev`");
      expect(namesIn(sandbox)).toEqual([]);
      // Previews and plans need to write no state: their identity is a reader of it.
      expect(await state()).toEqual(initialized);

      const up = await repository.run("deploy.yml", "up", { values: stack });
      // Several steps, any of which may fail: what they said is why.
      expect(up.ok ? "" : up.output).toBe("");
      expect(up.output).toContain("43 created");
      expect(namesIn(sandbox)).toContain("storefront (dev)");

      const deployed = await state();
      const still = await repository.run("drift.yml", "drift", { values: stack });
      expect(await state()).toEqual(deployed);
      expect(still).toMatchObject({ ok: true, output: expect.stringContaining("Issue drift-dev: none.") });
      const { graph } = await handles(sandbox);
      const { value } = await graph.get("/servicePrincipals?$filter=displayName eq 'books (dev)'");
      await graph.patch(`/servicePrincipals/${value[0].id}`, { appRoleAssignmentRequired: false });
      const drifted = await repository.run("drift.yml", "drift", { values: stack });
      expect(drifted).toMatchObject({
        ok: false,
        output: expect.stringContaining("Issue drift-dev: opened."),
      });
      expect(drifted.summary).toContain("`appRoleAssignmentRequired`");
    }),
  2 * ENGINE_TIMEOUT,
);

test(
  "what moved between the review, the plan and the approval: the note tells, and the engine refuses",
  () =>
    withRepository(async (repository) => {
      await repository.run("preview.yml", "preview", { values: stack, event: pullRequestEvent(12) });
      await mergeReviewed(repository);
      // Another pull request was merged.
      await repository.commit((config) => {
        Object.assign(config["choreo-azuread:clients"].reports ?? {}, {
          redirectUris: ["https://localhost:9001/other"],
        });
      });
      const plan = await repository.run("deploy.yml", "plan", { values: stack, env: merge });
      expect(plan).toMatchObject({ ok: true });
      expect(plan.summary).toContain("**This is not what the pull request showed.**");
      expect(plan.summary).toMatch(/^> - `configuration`\n> - `azuread:Application reports`$/m);

      // While the plan waits for approval, the settings move on.
      await repository.commit((config) => {
        delete config["choreo-azuread:clients"].reports;
      });
      const up = await repository.run("deploy.yml", "up", { values: stack });
      expect(up.ok).toBe(false);
      expect(up.output).toMatch(/violates plan/);
      expect(up.ran.at(-1)).toContain("pulumi -- up");
    }),
  2 * ENGINE_TIMEOUT,
);

test(
  "a preview that fails is red, and takes the place of the comment of an earlier push",
  () =>
    withRepository(async (repository) => {
      const preview = () =>
        repository.run("preview.yml", "preview", { values: stack, event: pullRequestEvent(12) });
      await preview();
      await repository.commit((config) => {
        config["choreo-azuread:choreo"] = { organization: "taylordean" };
      });
      const failed = await preview();
      expect(failed.ok).toBe(false);
      expect(failed.output).toContain("choreo-azuread:choreo.identityProvider: is missing");
      expect(failed.output).not.toMatch(/^ +at /m);
      expect(github.comments.get(12)).toMatchObject([
        { body: expect.stringContaining("### The preview of dev failed") },
      ]);

      // Of the next push, the preparation fails already. All that is left marks what stands there.
      const next = pullRequestEvent(12, { sha: "1".repeat(40) });
      const marked = await repository.run("preview.yml", "outdated", { event: next });
      expect(marked).toMatchObject({
        ok: true,
        output: expect.stringContaining("Out of date: preview-dev."),
      });
      expect(github.comments.get(12)).toMatchObject([
        { body: expect.stringContaining("It is about `0000000`; `1111111` has been pushed since") },
      ]);
    }),
  ENGINE_TIMEOUT,
);

test(
  "a stack for the pull request: up, called, examined, destroyed; a forgotten one is cleaned up",
  () =>
    withRepository(async (repository) => {
      const before = stateOf(sandbox);
      const values = { "github.event.pull_request.number": "12" };
      const event = pullRequestEvent(12);
      const up = await repository.run("review-stack.yml", "up", { values, event });
      expect(up).toMatchObject({ ok: true, output: expect.stringContaining("without a token: 401") });
      expect(namesIn(sandbox)).toContain("storefront (pr-12)");
      expect(await repository.run("review-stack.yml", "down", { values, event })).toMatchObject({ ok: true });
      expect(stateOf(sandbox)).toEqual(before);

      // The next time, its job is cancelled right at the start.
      const { folder: cwd, env } = await repository.checkout("review");
      await execa("pulumi", ["stack", "init", "pr-12", "--no-select"], { cwd, env, extendEnv: false });
      github.pulls.set(12, { state: "closed" });
      expect(await repository.run("cleanup.yml", "cleanup")).toMatchObject({
        ok: true,
        output: expect.stringContaining("pr-12: pull request 12 is closed, destroyed."),
      });
      expect(stateOf(sandbox)).toEqual(before);
    }),
  2 * ENGINE_TIMEOUT,
);

/** The merge of pull request 12 for a try has this stack file, and another program. */
function propose(stackFile: string): void {
  github.pulls.set(12, { state: "open", mergeable: true, merge_commit_sha: "c0ffee" });
  const files = {
    "Pulumi.live.yaml": { content: stackFile },
    "index.ts": { content: 'throw new Error("the code of the branch ran");' },
    "openapi/orders.yaml": { content: readFileSync(join(projectFolder, "openapi", "orders.yaml"), "utf8") },
  };
  github.commits.set("c0ffee", { parents: [HEAD], files });
  github.changedFiles.set(12, Object.keys(files));
}

test(
  "a protected stack: the settings of the pull request, the code and the addresses of main; then its plan",
  () =>
    withRepository(
      async (repository) => {
        const values = valuesOf("live", "preview-protected.yml");
        const preview = () =>
          repository.run("preview-protected.yml", "preview", { values, event: pullRequestEvent(12) });
        const before = await contentOf(repository.state("live"));
        const committed = await repository.stackFile("live");

        // A path that leads to the job's environment, and with it to its credentials.
        propose(committed.replace("config:\n", "config:\n  choreo-azuread:extends: /proc/self/environ\n"));
        const stolen = await preview();
        expect(stolen.ok).toBe(false);
        expect(stolen.output).toContain("CHOREO_AZUREAD_SETTINGS_BELOW allows nothing else");
        expect(github.comments.get(12)).toMatchObject([
          { body: expect.stringContaining("### The preview of live failed") },
        ]);

        propose(committed.replace("https://localhost:9001/callback", "https://localhost:9001/other"));
        const previewed = await preview();
        expect(previewed).toMatchObject({ ok: true });
        expect(previewed.summary).toContain("### Access changes in `live`");
        expect(previewed.summary).toContain("and changed too: `index.ts`.");
        expect(previewed.output).not.toContain("the code of the branch ran");
        expect(await contentOf(repository.state("live"))).toEqual(before);

        await mergeReviewed(repository, "live", "preview-protected.yml");
        await repository.commit((config) => {
          Object.assign(config["choreo-azuread:clients"].reports ?? {}, {
            redirectUris: ["https://localhost:9001/other"],
          });
        }, "live");
        const plan = await repository.run("deploy.yml", "plan", { values, env: merge });
        expect(plan).toMatchObject({ ok: true });
        expect(plan.summary).toContain("> This plan does what the plan of the pull request did");
      },
      ["live"],
    ),
  2 * ENGINE_TIMEOUT,
);

test.each([
  ["preview.yml", "preview"],
  ["preview-protected.yml", "preview"],
  ["review-stack.yml", "up"],
])(
  "%s stops at a pull request from a fork before anything of it runs with credentials",
  (file, job) =>
    withRepository(async (repository) => {
      const event = pullRequestEvent(12, { from: "eve/books" });
      const values = { ...stack, "github.event.pull_request.number": "12" };
      const { ok, ran, output } = await repository.run(file, job, { values, event });
      expect({ ok, ran }).toEqual({ ok: false, ran: ["npm run github -- trusted"] });
      expect(output).toContain("Pull request 12 comes from eve/books");
      expect(github.comments.size).toBe(0);
    }),
  ENGINE_TIMEOUT,
);
