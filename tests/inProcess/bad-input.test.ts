import { describe, expect, test } from "@jest/globals";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { sharedByTests } from "../lifetimes.ts";
import { withStack } from "./open.ts";

// What the settings alone show: tests/program/loadSettings.test.ts. One side's credentials alone: tests/providers/bad-days.test.ts and
// tests/settings/resolve.test.ts.

const sandbox = sharedByTests(startSandbox);

/** The output of a preview that must fail, of a stack with this configuration and environment; nothing may have been written. */
async function refused(config: Record<string, unknown>, env: Record<string, string> = {}): Promise<string> {
  const before = JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
  sandbox.entra.clearRequests();
  sandbox.choreo.clearRequests();
  const run = await withStack({ config: plain(config), env: { ...sandbox.env, ...env } }, (stack) =>
    stack.preview({ mayFail: true }),
  );
  expect(run.exitCode).not.toBe(0);
  expect(run.steps.filter(({ type }) => type !== "pulumi:pulumi:Stack")).toEqual([]);
  expect(JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()])).toBe(before);
  const writes = [...sandbox.entra.requests(), ...sandbox.choreo.requests()].filter(
    ({ method, path }) => method !== "GET" && !/\/oauth2\/|\/pat\/introspect/.test(path),
  );
  expect(writes).toEqual([]);
  // A user's mistake is told in words, not by a stack trace.
  expect(run.output).not.toMatch(/\n\s+at .+:\d+:\d+/);
  return run.output;
}

describe("a preview with a mistake in the settings says what and where, and makes nothing", () => {
  test(
    "what only the look-ups show, all at once",
    async () => {
      const output = await refused(
        guideStack({
          choreo: { identityProvider: "AzurAD" },
          books: {
            operations: { "POST /book": ["books_add"] },
            assigned: { users: ["adda@taylordean.example"], groups: ["Librarian"] },
          },
          apis: { order: { version: "1.0.0", permissions: {}, operations: {} } },
          storefront: { owners: ["grace@taylordean.exampl"] },
        }),
      );
      for (const expected of [
        "choreo.identityProvider:",
        "AzureAD",
        "apis.order:",
        "Nearest names: orders",
        'apis.books.operations["POST /book"]: the API books 1.0.0 in Choreo has no such operation. Did you mean "POST /books"',
        'apis.books.assigned.users[0]: no user "adda@taylordean.example" in Entra ID. Did you mean "ada@taylordean.example"?',
        'apis.books.assigned.groups[0]: no group "Librarian" in Entra ID. Did you mean "Librarians"?',
        'clients.storefront.owners[0]: no user "grace@taylordean.exampl" in Entra ID. Did you mean "grace@taylordean.example"?',
      ]) {
        expect(output).toContain(expected);
      }
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a secret that is to be made with a date that has passed",
    async () => {
      const storefront = { secret: { expires: "2020-01-01" } };
      expect(await refused(guideStack({ storefront }))).toContain(
        "choreo-azuread:clients.storefront.secret.expires: 2020-01-01 has passed, and a secret is to be made",
      );
    },
    ENGINE_TIMEOUT,
  );
});

test(
  "a personal access token that was revoked is said to be, and nothing else",
  async () => {
    sandbox.choreo.setSwitches({ personalAccessTokenStatus: "REVOKED" });
    const output = await refused(guideStack());
    sandbox.choreo.setSwitches({ personalAccessTokenStatus: "ACTIVE" });
    expect(output).toContain("the personal access token is REVOKED");
    expect(output).toContain("put it into CHOREO_TOKEN");
    expect(output).not.toContain("401");
  },
  ENGINE_TIMEOUT,
);

test(
  "credentials that are refused are told in words and never shown",
  async () => {
    const secrets = { CHOREO_TOKEN: "not-a-token-of-choreo", ARM_CLIENT_SECRET: "not-the-secret-of-azure" };
    const output = await refused(guideStack(), secrets);
    expect(output).toContain("401");
    expect(output).toContain("AADSTS7000215");
    for (const secret of Object.values(secrets)) expect(output).not.toContain(secret);
  },
  ENGINE_TIMEOUT,
);
