import { test } from "@jest/globals";
import { startSandbox } from "../../sandbox/start.ts";
import { guideStack } from "../engine/guideStack.ts";
import { InProcessEngine } from "./inProcessEngine.ts";

test("x", async () => {
  const sandbox = await startSandbox();
  const original = globalThis.fetch;
  globalThis.fetch = (async (input: string, init: RequestInit) => {
    const url = String(input);
    for (const each of [sandbox.entra, sandbox.choreo, sandbox.gateway])
      if (url.startsWith(each.url)) return each.fetch(new Request(url, init));
    return original(input, init);
  }) as typeof fetch;
  for (const [k, v] of Object.entries(sandbox.env)) process.env[k] = v;
  const engine = await InProcessEngine.start(
    sandbox.env,
    guideStack()["choreo-azuread:choreo"] as Record<string, unknown>,
  );
  const config = guideStack();
  console.time("preview");
  const p = await engine.preview(config);
  console.timeEnd("preview");
  console.log(p.slice(-3000));
  console.time("up");
  await engine.up(config);
  console.timeEnd("up");
  console.time("preview2");
  const q = await engine.preview(config);
  console.timeEnd("preview2");
  console.log(q.split("\n").map((l) => JSON.parse(l).resourcePreEvent?.metadata.op));
  await sandbox.stop();
});
