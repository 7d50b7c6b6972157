import { beforeEach, expect, test } from "@jest/globals";
import * as Application from "../../providers/choreo/Application/handlers.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { sharedByTests } from "../lifetimes.ts";
import { calls, configFor, make, refused, startEmulator } from "./harness.ts";

// API Manager with nothing but a user's name and password: a client is registered for itself, then gets tokens by password grant.

const emulator = sharedByTests(() => startEmulator({ flavour: "apim" }));
let run = 0;
beforeEach(async () => {
  await fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" });
  run += 1;
});

const application = (config: ProviderConfig) =>
  make(Application, config, { name: "storefront", claimant: "shop/dev/storefront" });
const signIns = () => calls(emulator).filter((call) => /oauth2|register/.test(call));

test("a client is registered and a token got once a run, before the first call", async () => {
  const config = configFor(emulator, { run });
  const { id, outs } = await application(config);
  await Application.read(config, id, outs);
  expect(calls(emulator).slice(0, 3)).toEqual([
    "POST /client-registration/v0.17/register",
    "POST /oauth2/token",
    "POST /applications",
  ]);
  expect(signIns()).toHaveLength(2);
  await Application.remove(config, id, outs);
});

test("a client that is given needs no registration", async () => {
  const { clientId, clientSecret } = await registered();
  emulator.clearRequests();
  await application(configFor(emulator, { run }, { ...seed.admin, clientId, clientSecret }));
  expect(signIns()).toEqual(["POST /oauth2/token"]);
});

test("a refused token is renewed with the same client", async () => {
  const config = configFor(emulator, { run });
  const { id, outs } = await application(config);
  emulator.setFaults([
    {
      match: { method: "DELETE" },
      then: { status: 401, body: { code: 900901, message: "Invalid Credentials" } },
    },
  ]);
  await Application.remove(config, id, outs);
  expect(calls(emulator).filter((call) => call === "POST /oauth2/token")).toHaveLength(2);
});

test("a wrong password: the error names the variables, never the password", async () => {
  const error = await refused(
    application(configFor(emulator, { run }, { username: "admin", password: "hunter2" })),
  );
  expect(error.message).toContain("CHOREO_USERNAME");
  expect(error.message).toContain("CHOREO_PASSWORD");
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("hunter2");
  expect(calls(emulator)).not.toContain("POST /applications");
});

test("a wrong registration URL is named", async () => {
  const dcrUrl = `${emulator.url}/client-registration/v9/register`;
  const { message } = await refused(application(configFor(emulator, { run, dcrUrl })));
  expect(message).toMatch(/HTTP 404\n\s+at POST \/client-registration\/v9\/register[\s\S]*choreo\.dcrUrl/);
});

/** A client as an administrator would register it beforehand. */
async function registered(): Promise<{ clientId: string; clientSecret: string }> {
  const { username, password } = seed.admin;
  const response = await fetch(emulator.urls.clientRegistration, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      clientName: "given",
      owner: username,
      grantType: "password client_credentials",
      saasApp: true,
    }),
  });
  return (await response.json()) as { clientId: string; clientSecret: string };
}
