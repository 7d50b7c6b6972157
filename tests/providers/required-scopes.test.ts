import { beforeEach, expect, test } from "@jest/globals";
import {
  missingScopes,
  READING,
  REQUIRED_SCOPES,
  resourcesOf,
} from "../../providers/choreo/lookups/requiredScopes.ts";
import { sharedByTests } from "../lifetimes.ts";
import { letTimePassAtOnce } from "./atOnce.ts";
import { configFor, refused, startEmulator } from "./harness.ts";
import { Program } from "./program.ts";

// What each resource is said to need is held to what the calls get through with, which the emulator knows from WSO2's specifications.

letTimePassAtOnce();
const emulator = sharedByTests(startEmulator);
let run = 0;
beforeEach(() => fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" }));

const everything = resourcesOf(["books"], { storefront: ["books"] });
/** Each scope of each list once, with the first one of the others. */
const lists = [...new Set([...READING, ...Object.values(REQUIRED_SCOPES).flat()])];
const sets = lists.flatMap((anyOf) =>
  anyOf.map((scope) => [scope, ...lists.filter((list) => list !== anyOf).map((list) => list[0] as string)]),
);

async function upAndDestroy(scopes: string[]): Promise<void> {
  const token = await emulator.mintToken({ scopes });
  const config = configFor(emulator, { run: ++run }, { token });
  const program = new Program();
  await program.up(config);
  await program.refresh(config);
  await program.destroy(config);
}

test("with any set of scopes that lacks nothing, one resource of each type comes and goes", async () => {
  expect(sets.length).toBeGreaterThan(10);
  for (const scopes of sets) {
    expect(missingScopes({ scopes }, everything)).toEqual([]);
    await upAndDestroy(scopes);
  }
});

test("with a set that lacks something for writing, one of the resources that are named is refused", async () => {
  const tooFew = ["apim:api_view", "apim:api_create", "apim:api_publish", "apim:subscribe"];
  for (const left of tooFew) {
    const scopes = tooFew.filter((scope) => scope !== left);
    const missing = missingScopes({ scopes }, everything);
    // What creates may do what publishes may, but for publishing.
    if (missing.length === 0) continue;
    const { message } = await refused(upAndDestroy(scopes));
    expect(message).toContain("HTTP 401");
    expect(missing.some(({ anyOf }) => message.includes(anyOf[0] as string))).toBe(true);
  }
});
