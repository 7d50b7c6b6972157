import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { projectFolder, type Stack } from "../../../sandbox/engine/index.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT, withStack } from "../../engine/harness.ts";
import { startSandbox } from "../../engine/sandbox.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { runDiff } from "./run-diff.ts";

const sandbox = sharedByTests(startSandbox);

// What only the engine shows; what else ends a preview: deployed-refusals.test.ts.

test(
  "a violated policy: its name and its words",
  async () => {
    const config = plain({
      ...guideStack(),
      "choreo-azuread:clients": {
        storefront: {
          redirectUris: ["https://localhost:9000"],
          uses: { books: ["books_read"] },
          secret: { expires: "700d" },
        },
      },
    });
    const args = ["--policy-pack", join(projectFolder, "policies")];
    const { exitCode, out, err } = await withStack({ name: "dev", config, env: sandbox.env }, (stack) =>
      runDiff(stack, args),
    );
    expect([exitCode, out]).toEqual([exitCodes.preview, ""]);
    expect(err.split("\n")).toEqual([
      'The preview of "dev" failed:',
      "policy secret-lifetime: Client secrets live neither too long nor too short.",
      "The secret storefront-1 lives 700 days; 365 are allowed: set clients.storefront.secret.expires to 365d or less.",
      "Nothing was changed. Set right what it names and run it again.",
    ]);
  },
  ENGINE_TIMEOUT,
);

test(
  "an unknown stack is told without a preview, with the nearest name",
  async () => {
    const { exitCode, err } = await withStack(
      { name: "dev", config: plain(guideStack()), env: sandbox.env },
      (stack) => runDiff({ name: "dve", env: stack.env, configFile: stack.configFile }),
    );
    expect(exitCode).toBe(exitCodes.usage);
    expect(err).toContain('"dve"');
    expect(err).toContain('Did you mean "dev"?');
  },
  ENGINE_TIMEOUT,
);

test(
  "a state that cannot be reached is a matter of this machine",
  async () => {
    const { exitCode, err } = await withStack(
      { name: "dev", config: plain(guideStack()), env: sandbox.env },
      (stack) =>
        runDiff({ ...placeOf(stack), env: { ...stack.env, PULUMI_BACKEND_URL: "file:///nowhere/at/all" } }),
    );
    expect(exitCode).toBe(exitCodes.machine);
    expect(err).toContain("Check PULUMI_BACKEND_URL");
  },
  ENGINE_TIMEOUT,
);

const placeOf = ({ name, configFile }: Stack) => ({ name, configFile });
