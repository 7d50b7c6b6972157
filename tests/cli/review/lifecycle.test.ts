import { beforeEach, expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { commandsIn, sectionOf, wordsOf } from "../../docs/commands.ts";
import { ENGINE_TIMEOUT, inTempFolder } from "../../engine/harness.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { configured, namesIn, Runners, resetBoth, review, stateOf } from "./world.ts";

const sandbox = sharedByTests(startTrustedSandbox);
beforeEach(() => resetBoth(sandbox));

/** docs/environments.md, "Review stacks": its commands, as they stand there; what cleans up is cleanup.test.ts. */
const [up = [], smoke = [], down = []] = commandsIn(sectionOf("docs/environments.md", "Review stacks"))
  .map(wordsOf)
  .map((words) => words.slice(words.indexOf("--") + 1));

const made = (...stacks: string[]) =>
  stacks
    .flatMap((stack) =>
      ["books", "orders", "reports", "reports", "storefront", "storefront"].map(
        (name) => `${name} (${stack})`,
      ),
    )
    .sort();

test(
  "up, call, up again and down, each in a fresh checkout: nothing is left",
  async () => {
    const before = stateOf(sandbox);
    await inTempFolder(async (root) => {
      const runners = new Runners(root, sandbox);
      const first = await review(await runners.job(), ...up);
      expect(first).toMatchObject({ exitCode: exitCodes.ok, err: "" });
      expect(first.out).toContain("43 created");
      expect(namesIn(sandbox)).toEqual(made("pr-12"));

      const user = ["--user", "grace@taylordean.example"];
      const smoked = await review(await runners.job(), ...smoke, ...user);
      expect(smoked).toMatchObject({ exitCode: exitCodes.ok, err: "" });
      expect(smoked.out).toContain("GET /books of books without a token: 401, as it should.");
      expect(smoked.out).toContain("Status: 200");

      // The next push: a checkout without the stack's file, and a client less.
      const { reports: _, ...clients } = await configured(await runners.job(), "clients");
      const fewer = await runners.job({ "choreo-azuread:clients": clients });
      const second = await review(fewer, ...up);
      expect(second).toMatchObject({ exitCode: exitCodes.ok, err: "" });
      expect(second.out).not.toMatch(/created|replaced/);
      expect(namesIn(sandbox).filter((name) => name.startsWith("reports"))).toEqual([]);

      const gone = await review(await runners.job(), ...down);
      expect(gone).toMatchObject({ exitCode: exitCodes.ok, err: "" });
      expect(gone.out).toContain("pr-12 is destroyed.");
      expect(stateOf(sandbox)).toEqual(before);

      const again = await review(await runners.job(), ...down);
      expect(again).toEqual({
        exitCode: exitCodes.ok,
        out: "There is no stack pr-12: nothing to destroy.\n",
        err: "",
      });
    });
  },
  ENGINE_TIMEOUT,
);

test(
  "two pull requests side by side, from a stack that names its environment and is protected",
  async () => {
    const before = stateOf(sandbox);
    await inTempFolder(async (root) => {
      const runners = new Runners(root, sandbox);
      // Its client has rotated twice; a new stack begins with one secret all the same, and nothing to be warned of.
      const { storefront, ...others } = await configured(await runners.job(), "clients");
      const rotated = { ...(storefront as object), secret: { rotation: 3 } };
      const dev = {
        "choreo-azuread:environment": "dev",
        "choreo-azuread:protect": true,
        "choreo-azuread:clients": { ...others, storefront: rotated },
      };
      const ups = await Promise.all(
        ["1", "12"].map(async (number) => review(await runners.job(dev), "up", "--pull-request", number)),
      );
      expect(ups.map(({ exitCode, err }) => ({ exitCode, err }))).toEqual([
        { exitCode: exitCodes.ok, err: "" },
        { exitCode: exitCodes.ok, err: "" },
      ]);
      expect(namesIn(sandbox)).toEqual(made("pr-1", "pr-12"));
      for (const { out } of ups) expect(out).not.toMatch(/warning: Client|rotates/);
      const { applications } = sandbox.entra.state() as {
        applications: { displayName: string; passwordCredentials: { displayName: string }[] }[];
      };
      const { passwordCredentials } =
        applications.find(({ displayName }) => displayName === "storefront (pr-1)") ?? {};
      expect(passwordCredentials?.map(({ displayName }) => displayName)).toEqual(["rotation 3"]);

      expect(await review(await runners.job(dev), "down", "--pull-request", "1")).toMatchObject({
        exitCode: exitCodes.ok,
        err: "",
      });
      expect(namesIn(sandbox)).toEqual(made("pr-12"));
      expect(await review(await runners.job(dev), "smoke", "--pull-request", "12")).toMatchObject({
        exitCode: exitCodes.ok,
        err: "",
      });
      expect(await review(await runners.job(dev), "down", "--pull-request", "12")).toMatchObject({
        exitCode: exitCodes.ok,
        err: "",
      });
    });
    expect(stateOf(sandbox)).toEqual(before);
  },
  ENGINE_TIMEOUT,
);
