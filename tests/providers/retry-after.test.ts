import { beforeEach, expect, test } from "@jest/globals";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import { Client } from "../../providers/choreo/client/client.ts";
import { ChoreoError } from "../../providers/choreo/client/errors.ts";
import { choreo as flavour } from "../../providers/choreo/flavour/choreo.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { sharedByTests } from "../lifetimes.ts";
import { calls, configFor, make, refused, startEmulator } from "./harness.ts";

// A server may ask for any time in `Retry-After`; an operation has five minutes.

const emulator = sharedByTests(startEmulator);
beforeEach(() => fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" }));

const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();
const busy = (method: string, wait = "3600") => [
  { match: { method }, times: 100, then: { status: 429, headers: { "retry-after": wait } } },
];

test.each(["3600", "301", "99999999999", inAnHour()])(
  "a call that is to wait (%s) for longer than its operation may take fails at once, with what the server said",
  async (wait) => {
    emulator.setFaults(busy("POST", wait));
    const { message } = await refused(make(Application, configFor(emulator), { name: "storefront" }));
    expect(message).toContain("HTTP 429");
    expect(calls(emulator).filter((call) => call === "POST /applications")).toHaveLength(1);
  },
);

test("so does the change of an API, which is tried again from a new read", async () => {
  emulator.setFaults(busy("PUT"));
  const wish = {
    apiId: seed.apis.books.id,
    claimant: "shop/dev/books",
    scopes: { books_add: {} },
    operations: { "POST /books": ["books_add"] },
  };
  const { message } = await refused(make(ApiPermissions, configFor(emulator), wish));
  expect(message).toContain("HTTP 429");
  expect(calls(emulator).filter((call) => call.startsWith("PUT"))).toHaveLength(1);
});

test("a wait ends with the operation's deadline", async () => {
  const parts = {
    flavour,
    endpoints: flavour.endpoints({}),
    credential: undefined as never,
    stored: false,
  };
  const client = new Client(parts, AbortSignal.timeout(20));
  const last = new ChoreoError({ what: "Change the API", words: "too many calls" });
  await expect(client.pause(60_000, last)).rejects.toBe(last);
  await expect(client.pause(60_000)).rejects.toThrow("longer than its deadline");
});
