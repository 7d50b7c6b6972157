import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { ENGINE_TIMEOUT, withStack } from "../engine/harness.ts";
import { emptyConfig, importInto, useHandMade } from "../engine/importInto.ts";
import { killWhen } from "../engine/killRun.ts";

const sandbox = useHandMade();

test(
  "an import that is killed while the engine reads: the lock is told, and the same command again takes in the rest",
  () =>
    withStack({ env: sandbox.env, config: emptyConfig }, async (stack) => {
      const worlds = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
      const found = worlds();
      const run = async () => {
        const { code, err } = await importInto(stack, "--client", "Storefront");
        expect(err).toContain("the same command again takes in what the state lacks.");
        return { exitCode: code };
      };
      const grant = { method: "GET", path: "/oauth2PermissionGrants/" };
      expect(await killWhen(run, { match: grant, then: { hold: true } }, stack, sandbox.entra)).toBe(true);
      const file = await readFile(stack.configFile, "utf8");
      expect((await importInto(stack, "--client", "Storefront")).err).toContain("pulumi cancel");

      await stack.cli(["cancel", "--yes", "--stack", stack.name]);
      expect(await importInto(stack, "--client", "Storefront")).toMatchObject({ code: 0, err: "" });
      expect(await readFile(stack.configFile, "utf8")).toBe(file);
      expect(worlds()).toBe(found);
      const { steps } = await stack.preview();
      expect(steps.map(({ op, type }) => `${op} ${type}`)).toEqual([
        "update pulumi-nodejs:dynamic/choreo:ApiPermissions",
        "update pulumi-nodejs:dynamic/choreo:ApiPermissions",
      ]);
      expect((await importInto(stack, "--client", "Storefront")).out).toContain("has all of it");
    }),
  2 * ENGINE_TIMEOUT,
);
