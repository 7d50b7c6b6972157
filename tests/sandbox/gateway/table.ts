import { beforeEach, expect, test } from "@jest/globals";
import { sharedByTests } from "../../lifetimes.ts";
import { type Asking, type Reply, startWorld, verdict, type World } from "./world.ts";

/**
 * One line of the table of checks: what is done through the control plane before the call, the call, and the gateway's verdict:
 * a status where the request passes to the backend, status and code where the gateway refuses it.
 */
export type Line = [name: string, arrange: (world: World) => unknown, asking: Asking, verdict: Verdict];
type Verdict = number | readonly [status: number, code: string];

/** One world for a test file, as the guide leaves it before each test. */
export function sharedWorld(options: Parameters<typeof startWorld>[0] = {}): () => World {
  const world = sharedByTests(() => startWorld(options));
  beforeEach(() => world.begin());
  return () => world;
}

/**
 * A test a line. A refusal is asked for twice, in the words of Choreo Connect and of the Synapse gateway, which differ in the form
 * of the body alone (and, for a resource that is not there, in the code: {@link synapseCodes}).
 */
export function checkLines(world: () => World, lines: readonly Line[]): void {
  test.each(lines)("%s", async (_, arrange, asking, expected) => {
    await arrange(world());
    if (typeof expected === "number") {
      expect(verdict(await world().call(asking))).toEqual({ status: expected });
      return;
    }
    const [status, code] = expected;
    const inChoreo = await world().call(asking);
    expect(verdict(inChoreo)).toEqual({ status, code });
    expectForm(inChoreo, ["code", "error_description", "error_message"]);
    world().gateway.setErrorStyle("synapse");
    const inSynapse = await world().call(asking);
    expect(verdict(inSynapse)).toEqual({ status, code: synapseCodes[code] ?? code });
    expectForm(inSynapse, ["code", "description", "message"]);
    expect(world().backend.requests()).toEqual([]);
  });
}

const synapseCodes: Readonly<Record<string, string>> = { "404": "900906", "405": "900906" };

function expectForm({ body, headers }: Reply, names: string[]): void {
  expect(Object.keys(body).sort()).toEqual(names);
  for (const name of names) expect(body[name]).toEqual(expect.stringMatching(/./));
  expect(headers.get("content-type")).toMatch(/^application\/json/);
}
