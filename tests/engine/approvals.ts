import { expect } from "@jest/globals";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";

/** What a person does in the Admin Portal, with the one thing that waits. */
export async function decide(choreo: RunningChoreo, verdict: "approve" | "reject"): Promise<void> {
  const answer = await fetch(`${choreo.url}/_sandbox/choreo/${verdict}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  expect(await answer.json()).toEqual({ decided: 1 });
}
