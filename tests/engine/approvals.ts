import { expect } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import type { Stack } from "../../sandbox/engine/index.ts";

/** What a person does in the Admin Portal, with the one thing that waits. */
export async function decide(choreo: RunningChoreo, verdict: "approve" | "reject"): Promise<void> {
  const answer = await fetch(`${choreo.url}/_sandbox/choreo/${verdict}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(await answer.json()).toEqual({ decided: 1 });
}

/** An `up` that must end with something waiting or turned down. */
export async function refusedUp(stack: Stack): Promise<string> {
  const run = await stack.up({ mayFail: true });
  expect(run.exitCode).not.toBe(0);
  expect(run.output).not.toMatch(/\n\s+at .+:\d+:\d+/);
  return run.output;
}
