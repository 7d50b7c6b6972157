import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { ENGINE_TIMEOUT, withStack } from "../engine/harness.ts";
import { emptyConfig, importInto, useHandMade } from "../engine/importInto.ts";
import { killWhen } from "../engine/killRun.ts";
import { recover } from "../engine/recover.ts";

// kill -9 of the engine at each call of `pulumi import`. Kills of the tool itself, at what it does to files: tests/cli/import/killed.

const sandbox = useHandMade();
const client = ["--client", "Storefront"];

/** @returns what was asked for at the kill; nothing if the engine makes fewer calls than that */
const killedAt = (call: number) =>
  withStack({ env: sandbox.env, config: emptyConfig }, async (stack) => {
    const worlds = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
    const found = worlds();
    sandbox.entra.clearRequests();
    expect(await importInto(stack, ...client, "--dry-run")).toMatchObject({ code: 0 });
    const ownCalls = sandbox.entra.requests().length;
    const run = async () => {
      const { code, err } = await importInto(stack, ...client);
      if (code !== 0) expect(err).toContain("the same command again takes in what the state lacks.");
      return { exitCode: code };
    };
    const kill = { match: {}, skip: ownCalls + call, then: { hold: true } as const };
    if (!(await killWhen(run, kill, stack, sandbox.entra))) return undefined;
    const hit = sandbox.entra.requests()[ownCalls + call];
    const file = await readFile(stack.configFile, "utf8");
    const { err } = await importInto(stack, ...client);
    // The state is in a folder, and the kill may have cut it off.
    if (err.includes(`npm run recover -- --stack ${stack.name} restores it`)) await recover(stack);
    else {
      expect(err).toContain("pulumi cancel");
      await stack.cli(["cancel", "--yes", "--stack", stack.name]);
    }
    expect(await importInto(stack, ...client)).toMatchObject({ code: 0, err: "" });
    expect(await readFile(stack.configFile, "utf8")).toBe(file);
    expect(worlds()).toBe(found);
    const { steps } = await stack.preview();
    expect(steps.map(({ op, type }) => `${op} ${type}`)).toEqual([
      "update pulumi-nodejs:dynamic/choreo:ApiPermissions",
      "update pulumi-nodejs:dynamic/choreo:ApiPermissions",
    ]);
    expect((await importInto(stack, ...client)).out).toContain("has all of it");
    return `${hit?.method} ${hit?.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*")}`;
  });

test(
  "an import that is killed at any call of the engine: the lock is told, and the same command again takes in the rest",
  async () => {
    const calls: string[] = [];
    for (;;) {
      const call = await killedAt(calls.length);
      if (call === undefined) break;
      console.info(`${calls.length} ${call}`);
      calls.push(call);
    }
    // Each kind of resource that azuread reads.
    for (const path of ["applications", "servicePrincipals", "appRoleAssignedTo", "oauth2PermissionGrants"])
      expect(calls.join()).toContain(path);
  },
  ENGINE_TIMEOUT * 40,
);
