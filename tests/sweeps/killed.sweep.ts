import { expect, test } from "@jest/globals";
import { ENGINE_TIMEOUT, withStack } from "../engine/harness.ts";
import { KILLS, killWhen } from "../engine/killRun.ts";
import { expectNoDuplicates, recover, wholeGuide } from "../engine/recover.ts";
import { startSandbox } from "../engine/sandbox.ts";

// kill -9 of a whole `up` of this program at each write, to Graph (so in each of the three steps in which the azuread provider makes an
// application) and to Choreo; the write arrives. Then `npm run recover`, `up`, an empty preview, `destroy`: both sides as before.

const then = KILLS["arrives after the kill"] as { hold: true };
const writes = (path: string) => ({ method: "POST|PATCH|PUT|DELETE", path });

/** @returns what the write was and what the command said; nothing if the run makes fewer writes than that */
async function killedAt(
  service: "entra" | "choreo",
  path: string,
  skip: number,
): Promise<string | undefined> {
  const sandbox = await startSandbox();
  const world = () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
  const before = world();
  try {
    return await withStack({ env: sandbox.env, config: wholeGuide }, async (stack) => {
      const emulator = sandbox[service];
      if (!(await killWhen("up", { match: writes(path), skip, then }, stack, emulator))) return undefined;
      const hit = emulator
        .requests()
        .filter((each) => each.method !== "GET" && new RegExp(path).test(each.path))[skip];
      // A person comes to it when Graph shows everywhere what it has: of what was made a moment ago, `recover` may see only a part.
      sandbox.entra.propagate();
      const said = (await recover(stack)).trim().split("\n").slice(0, -1).join(" ");
      await stack.up();
      expectNoDuplicates(sandbox);
      expect((await stack.preview({ flags: ["--expect-no-changes"] })).steps).toEqual([]);
      await stack.destroy();
      expect(world()).toBe(before);
      return `${hit?.method} ${hit?.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*")}: ${said}`;
    });
  } finally {
    await sandbox.stop();
  }
}

test.each([
  ["entra", "^/(v1.0|beta)/", 14],
  ["choreo", "^/api/am/", 7],
] as const)(
  "%s: killed at each write, all converges after one command",
  async (service, path, least) => {
    const table: string[] = [];
    const failures: string[] = [];
    for (let skip = 0; ; skip++) {
      try {
        const row = await killedAt(service, path, skip);
        if (row === undefined) break;
        table.push(row);
        console.info(`${skip} ${row}`);
      } catch (error) {
        table.push("failed");
        failures.push(`write ${skip}: ${(error as Error).message}`);
        console.info(failures.at(-1));
      }
    }
    expect(failures).toEqual([]);
    expect(table.length).toBeGreaterThanOrEqual(least);
  },
  ENGINE_TIMEOUT * 40,
);
