import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder, type Run } from "../../sandbox/engine/index.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT, withStack } from "../engine/harness.ts";
import { recover } from "../engine/recover.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { withStack as inProcess } from "../inProcess/open.ts";
import { sharedByTests } from "../lifetimes.ts";

const page = readFileSync(join(projectFolder, "docs", "troubleshooting.md"), "utf8");

const sandbox = sharedByTests(startSandbox);

const config = (changes: Parameters<typeof guideStack>[0] = {}) =>
  plain({ ...guideStack(changes), "choreo-azuread:protect": true });

/** The page has a row for this message, and the engine says it. */
function documented(message: string, { exitCode, output }: Pick<Run, "exitCode" | "output">): void {
  expect(exitCode).not.toBe(0);
  expect(output).toContain(message);
  expect(page).toContain(`| \`${message}\` |`);
}

test("what the troubleshooting page quotes of a mistake in the configuration is what the program says", () =>
  inProcess(
    { name: "dev", env: sandbox.env, config: config({ storefront: { redirectUris: undefined } }) },
    async (stack) =>
      documented("in the configuration; nothing was changed", await stack.preview({ mayFail: true })),
  ));

test(
  "what the troubleshooting page quotes is what the engine says, and its advice helps",
  () =>
    withStack({ name: "dev", env: sandbox.env, config: config() }, async (stack) => {
      const failing = (flags: string[] = []) => stack.preview({ mayFail: true, flags });
      documented("no stack named", await failing(["--stack", "absent"]));
      await withStack({ name: "dev", passphrase: true, env: sandbox.env, config: config() }, async (own) => {
        const withoutKey = () => own.preview({ mayFail: true });
        delete own.env.PULUMI_CONFIG_PASSPHRASE;
        documented("passphrase must be set with PULUMI_CONFIG_PASSPHRASE", await withoutKey());
        own.env.PULUMI_CONFIG_PASSPHRASE = "another";
        documented("incorrect passphrase", await withoutKey());
      });

      const folder = dirname(stack.configFile);
      const locks = join(folder, "state", ".pulumi", "locks", "organization", "choreo-azuread", "dev");
      await mkdir(locks, { recursive: true });
      const lock = { pid: 1, username: "ci", hostname: "runner", timestamp: new Date().toISOString() };
      await writeFile(join(locks, "4f0f0f0f-0000-4000-8000-000000000000.json"), JSON.stringify(lock));
      documented("the stack is currently locked by", await stack.up({ mayFail: true }));
      await stack.cli(["cancel", "--yes", "--stack", "dev"]);
      await stack.up();

      // A run that was killed while the backend wrote.
      const state = join(folder, "state", ".pulumi", "stacks", "choreo-azuread", "dev.json");
      await writeFile(`${state}.attrs`, "");
      documented("failed to load checkpoint", await failing());
      await recover(stack);

      const plan = join(folder, "plan.json");
      const { steps } = await stack.preview({ flags: ["--save-plan", plan] });
      expect(steps.map(({ op }) => op)).not.toContain("create");
      await stack.setConfig(config({ storefront: { redirectUris: ["https://shop.example/"] } }));
      documented("violates plan", await stack.up({ mayFail: true, flags: ["--plan", plan] }));

      await stack.setConfig(plain({ ...config(), "choreo-azuread:clients": {} }));
      documented("because it is protected", await failing());
    }),
  ENGINE_TIMEOUT,
);
