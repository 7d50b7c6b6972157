import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { tokenSource } from "../../graph/token.ts";

/** Entra's refusal of a client's own credentials. */
async function refusal(said: string, work: (login: string) => Promise<void>): Promise<void> {
  const server = createServer((_, response) =>
    response
      .writeHead(400, { "content-type": "application/json" })
      .end(JSON.stringify({ error_description: said })),
  );
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((closed) => server.close(closed));
}

const credentials = { ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "not to be shown" };
const token = (login: string) =>
  tokenSource({ login, graph: "https://graph.example", fromMetadata: false }, "tenant", credentials)();

test.each([
  ["AADSTS90002: Tenant 'x' not found.", "Name a directory that there is"],
  ["AADSTS700016: Application not found.", "ARM_CLIENT_ID is no application of this tenant"],
  ["AADSTS7000215: Invalid client secret provided. Trace ID: 1", "give its value, not its id"],
  ["AADSTS7000222: The provided client secret keys are expired.", "ARM_CLIENT_SECRET has expired"],
  ["AADSTS53003: Blocked.", "are set, and Entra ID refuses them"],
])("what to do about %s knows that credentials are set", (said, advice) =>
  refusal(said, async (login) => {
    const error = await token(login).catch((reason) => reason);
    expect(error).toMatchObject({ kind: "service", advice: expect.stringContaining(advice) });
    expect(error.message).toBe(`Could not sign in to Microsoft Graph: ${said.replace(" Trace ID: 1", "")}`);
    expect(JSON.stringify(error)).not.toContain(credentials.ARM_CLIENT_SECRET);
  }),
);

test("a login host that does not answer is no fault of the credentials", async () => {
  const error = await token("http://127.0.0.1:1").catch((reason) => reason);
  expect(error.advice).toBe(
    "Look whether http://127.0.0.1:1 can be reached from here; a proxy is named by HTTPS_PROXY.",
  );
});
