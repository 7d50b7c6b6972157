import { readdir } from "node:fs/promises";
import { beforeEach, expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../../engine/harness.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { namesIn, Runners, resetBoth, review, stateOf } from "./world.ts";

const sandbox = sharedByTests(startTrustedSandbox);
beforeEach(() => resetBoth(sandbox));

const ofPull = (number: string) => ["--pull-request", number];

test(
  "an update that fails half-way ends red; closing the pull request then leaves nothing",
  async () => {
    const before = stateOf(sandbox);
    await inTempFolder(async (root) => {
      const runners = new Runners(root, sandbox);
      const refusal = { status: 403, body: { code: 900900, message: "Forbidden" } };
      sandbox.choreo.setFaults([
        { match: { method: "POST", path: "/subscriptions" }, times: 100, then: refusal },
      ]);
      const up = await review(await runners.job(), "up", ...ofPull("3"));
      expect(up.exitCode).toBe(exitCodes.refused);
      expect(up.err).toContain("pulumi up ended with exit code");
      expect(up.err).toContain("403");
      expect(up.err).not.toContain(sandbox.env.CHOREO_TOKEN);
      expect(namesIn(sandbox)).not.toEqual([]);

      sandbox.choreo.setFaults([]);
      expect(await review(await runners.job(), "down", ...ofPull("3"))).toMatchObject({
        exitCode: exitCodes.ok,
        err: "",
      });
    });
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);

test(
  "a failed destroy keeps the stack, so that the next one goes on",
  async () => {
    const before = stateOf(sandbox);
    await inTempFolder(async (root) => {
      const runners = new Runners(root, sandbox);
      expect(await review(await runners.job(), "up", ...ofPull("3"))).toMatchObject({
        exitCode: exitCodes.ok,
      });
      sandbox.choreo.setFaults([
        { match: { method: "DELETE", path: "/applications/" }, times: 100, then: { status: 403 } },
      ]);
      const failed = await review(await runners.job(), "down", ...ofPull("3"));
      expect(failed.exitCode).toBe(exitCodes.refused);
      expect(failed.err).toContain("pulumi destroy ended with exit code");

      sandbox.choreo.setFaults([]);
      expect(await review(await runners.job(), "down", ...ofPull("3"))).toMatchObject({
        exitCode: exitCodes.ok,
        err: "",
      });
    });
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);

test(
  "a violated policy makes nothing in Azure or Choreo, and the stack can be destroyed",
  async () => {
    const before = stateOf(sandbox);
    await inTempFolder(async (root) => {
      const runners = new Runners(root, sandbox);
      const clients = {
        web: {
          redirectUris: ["https://example.com/"],
          uses: { books: ["books_read"] },
          secret: { expires: "700d" },
        },
      };
      const up = await review(await runners.job({ "choreo-azuread:clients": clients }), "up", ...ofPull("3"));
      expect(up.exitCode).toBe(exitCodes.refused);
      expect(up.err).toContain("secret-lifetime");
      expect(stateOf(sandbox)).toEqual(before);
      expect(await review(await runners.job(), "down", ...ofPull("3"))).toMatchObject({
        exitCode: exitCodes.ok,
      });
    });
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);

test(
  "bad input: no stack to copy, no number, no stack to call, no engine",
  async () => {
    await inTempFolder(async (root) => {
      const checkout = await new Runners(root, sandbox).job();
      const unknown = await review(checkout, "up", ...ofPull("3"), "--from", "stagin");
      expect(unknown.exitCode).toBe(exitCodes.usage);
      expect(unknown.err).toContain('The project has no stack file "stagin".');
      expect(unknown.err).toContain('Did you mean "staging"?');
      const policies = ["--policy-pack-config", "nosuch.json"];
      expect(await review(checkout, "up", ...ofPull("3"), ...policies)).toMatchObject({
        exitCode: exitCodes.usage,
        err: expect.stringContaining("Can't read nosuch.json"),
      });
      // A secret of dev, whose state is not here: its key cannot be had.
      const locked = { "choreo-azuread:choreoCredentials": { token: { secure: "v1:AAAA:BBBB" } } };
      const unreadable = await new Runners(root, sandbox).job(locked);
      expect((await review(unreadable, "up", ...ofPull("3"))).exitCode).toBe(exitCodes.machine);
      for (const { folder } of [checkout, unreadable])
        expect((await readdir(folder)).filter((file) => file.includes("pr-3"))).toEqual([]);
      expect((await review(checkout, "down", ...ofPull("3"))).out).toContain("There is no stack pr-3");

      const zero = await review(checkout, "down", ...ofPull("0"));
      expect(zero.exitCode).toBe(exitCodes.usage);
      expect(zero.err).toContain("It must be the number of a pull request.");

      const smoke = await review(checkout, "smoke", ...ofPull("4"));
      expect(smoke.exitCode).toBe(exitCodes.usage);
      expect(smoke.err).toContain('no stack "pr-4"');

      const bare = await review({ ...checkout, env: { PATH: root } }, "down", ...ofPull("3"));
      expect([bare.exitCode, bare.err]).toEqual([
        exitCodes.machine,
        expect.stringContaining("no pulumi on the PATH"),
      ]);
    });
  },
  ENGINE_TIMEOUT,
);
