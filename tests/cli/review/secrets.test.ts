import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, expect, test } from "@jest/globals";
import { execa } from "execa";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../../engine/harness.ts";
import { startFakeVault } from "../../engine/warm/vault.ts";
import { sharedByTests } from "../../lifetimes.ts";
import type { Checkout } from "../../workflows/checkout.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { Runners, resetBoth, reviewIn, stateOf } from "./world.ts";

const sandbox = sharedByTests(startTrustedSandbox);
beforeEach(() => resetBoth(sandbox));

const ofPull = ["--pull-request", "5"];
const pulumi = ({ folder, env }: Checkout, ...args: string[]) =>
  execa("pulumi", [...args, "--non-interactive"], { cwd: folder, env, extendEnv: false });
const stackFileOf = ({ folder }: Checkout, stack = "pr-5") =>
  readFile(join(folder, `Pulumi.${stack}.yaml`), "utf8");

/** Makes the stack whose configuration is copied, with a secret in it. */
async function makeDev(checkout: Checkout, token: string, ...flags: string[]): Promise<void> {
  await pulumi(checkout, "stack", "init", "dev", "--no-select", ...flags);
  await pulumi(
    checkout,
    ...["config", "set", "--stack", "dev", "--path", "choreo-azuread:choreoCredentials.token"],
    ...["--secret", token],
  );
}

async function expectEncryptedAnew(checkout: Checkout, token: string): Promise<void> {
  const [file, dev] = await Promise.all([stackFileOf(checkout), stackFileOf(checkout, "dev")]);
  const secure = (text: string) => /secure: (\S+)/.exec(text)?.[1];
  expect(secure(file)).toBeDefined();
  expect(file).not.toContain(token);
  expect(secure(file)).not.toBe(secure(dev));
}

test(
  "a secrets provider is kept from the first job to the last, none of which has a passphrase; a secret that is copied serves as credential",
  async () => {
    const before = stateOf(sandbox);
    const vault = await startFakeVault();
    const token = sandbox.env.CHOREO_TOKEN as string;
    try {
      await inTempFolder(async (root) => {
        const runners = new Runners(root, sandbox, "real");
        const job = async () => {
          // A stack of few resources: the secrets are those of its settings.
          const checkout = await runners.job({ "choreo-azuread:clients": {} }, vault.env);
          delete checkout.env.PULUMI_CONFIG_PASSPHRASE;
          delete checkout.env.CHOREO_TOKEN;
          return checkout;
        };
        const [first, second] = [await job(), await job()];
        await makeDev(first, token, "--secrets-provider", "hashivault://dev");
        await copyFile(join(first.folder, "Pulumi.dev.yaml"), join(second.folder, "Pulumi.dev.yaml"));
        const up = ["up", ...ofPull, "--secrets-provider", "hashivault://review"];
        for (const checkout of [first, second]) {
          expect(await reviewIn(checkout, ...up)).toMatchObject({ exitCode: exitCodes.ok, err: "" });
          expect(await stackFileOf(checkout)).toContain("secretsprovider: hashivault://review");
          await expectEncryptedAnew(checkout, token);
          const { stdout } = await pulumi(checkout, "stack", "export", "--stack", "pr-5");
          expect(JSON.parse(stdout).deployment.secrets_providers).toMatchObject({ type: "cloud" });
        }
        expect(await reviewIn(await job(), "down", ...ofPull)).toMatchObject({
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
  "without one, a new stack has the passphrase, with which secrets in the configuration that is copied are encrypted anew",
  async () => {
    const before = stateOf(sandbox);
    await inTempFolder(async (root) => {
      const token = sandbox.env.CHOREO_TOKEN as string;
      // The engine refuses it: the test above has whole runs.
      const checkout = await new Runners(root, sandbox, "real").job({ "choreo-azuread:clients": "none" });
      await makeDev(checkout, token);
      const { exitCode, err } = await reviewIn(checkout, "up", ...ofPull);
      expect(exitCode).toBe(exitCodes.refused);
      expect(err).toContain("configuration key 'clients' must be of type 'object'");
      expect(await stackFileOf(checkout)).toContain("encryptionsalt:");
      await expectEncryptedAnew(checkout, token);
      expect(await reviewIn(checkout, "down", ...ofPull)).toMatchObject({ exitCode: exitCodes.ok, err: "" });
    });
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);
