import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { exitCodes } from "../../../cli/shared/errors.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../../engine/harness.ts";
import { startFakeVault } from "../../engine/warm/vault.ts";
import type { Checkout } from "../../workflows/checkout.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { Runners, resetBoth, review, reviewIn, stateOf } from "./world.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTrustedSandbox();
});
beforeEach(() => resetBoth(sandbox));
afterAll(() => sandbox.stop());

const ofPull = ["--pull-request", "5"];
const pulumi = ({ folder, env }: Checkout, ...args: string[]) =>
  execa("pulumi", [...args, "--non-interactive"], { cwd: folder, env, extendEnv: false });
const stackFileOf = ({ folder }: Checkout) => readFile(join(folder, "Pulumi.pr-5.yaml"), "utf8");

test(
  "a secrets provider is kept from the first job to the last, none of which has a passphrase",
  async () => {
    const before = stateOf(sandbox);
    const vault = await startFakeVault();
    try {
      await inTempFolder(async (root) => {
        const runners = new Runners(root, sandbox, "real");
        const job = async () => {
          const checkout = await runners.job({}, vault.env);
          delete checkout.env.PULUMI_CONFIG_PASSPHRASE;
          return checkout;
        };
        const up = ["up", ...ofPull, "--secrets-provider", "hashivault://review"];
        for (const checkout of [await job(), await job()]) {
          expect(await review(checkout, ...up)).toMatchObject({ exitCode: exitCodes.ok, err: "" });
          expect(await stackFileOf(checkout)).toContain("secretsprovider: hashivault://review");
          const { stdout } = await pulumi(checkout, "stack", "export", "--stack", "pr-5");
          expect(JSON.parse(stdout).deployment.secrets_providers).toMatchObject({ type: "cloud" });
        }
        expect(await review(await job(), "down", ...ofPull)).toMatchObject({
          exitCode: exitCodes.ok,
          err: "",
        });
      });
    } finally {
      await vault.stop();
    }
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);

test(
  "secrets in the configuration that is copied are encrypted anew, and serve as credentials",
  async () => {
    const before = stateOf(sandbox);
    await inTempFolder(async (root) => {
      const runners = new Runners(root, sandbox, "real");
      const token = sandbox.env.CHOREO_TOKEN as string;
      const first = await runners.job();
      await pulumi(first, "stack", "init", "dev", "--no-select");
      await pulumi(
        first,
        ...["config", "set", "--stack", "dev", "--path", "choreo-azuread:choreoCredentials.token"],
        ...["--secret", token],
      );
      delete first.env.CHOREO_TOKEN;
      expect(await reviewIn(first, "up", ...ofPull)).toMatchObject({ exitCode: exitCodes.ok, err: "" });
      const file = await stackFileOf(first);
      expect(file).toContain("secure:");
      expect(file).not.toContain(token);
      const secure = (text: string) => /secure: (\S+)/.exec(text)?.[1];
      expect(secure(file)).not.toBe(secure(await readFile(join(first.folder, "Pulumi.dev.yaml"), "utf8")));

      const last = await runners.job();
      delete last.env.CHOREO_TOKEN;
      expect(await reviewIn(last, "down", ...ofPull)).toMatchObject({ exitCode: exitCodes.ok, err: "" });
    });
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);
