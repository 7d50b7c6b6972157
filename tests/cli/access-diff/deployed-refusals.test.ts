import { describe, expect, test } from "@jest/globals";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import { startSandbox } from "../../engine/sandbox.ts";
import { type TestStack, withStack } from "../../inProcess/open.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { runDiff, type Told } from "./run-diff.ts";

const sandbox = sharedByTests(startSandbox);

/** What the tool says about a stack that was never brought up. */
function diffOfNew(changes: Record<string, unknown>, env: Record<string, string> = {}): Promise<Told> {
  const config = plain({ ...guideStack(), ...changes });
  return withStack({ name: "dev", config, env: { ...sandbox.env, ...env } }, (stack) => runDiff(stack));
}

describe("a preview that fails ends with its own exit code, and says what to set right", () => {
  test(
    "a stack file that lacks keys: all of them, by path",
    async () => {
      const storefront = { uses: { books: ["books_read"] }, secret: { expires: "180d" } };
      const { exitCode, out, err } = await diffOfNew({
        "choreo-azuread:choreo": undefined,
        "choreo-azuread:clients": { storefront },
      });
      expect([exitCode, out]).toEqual([exitCodes.preview, ""]);
      expect(err).toContain('The preview of "dev" failed:');
      expect(err).toContain("choreo-azuread:clients.storefront.redirectUris");
      expect(err).toContain("Nothing was changed. Set right what it names and run it again.");
    },
    ENGINE_TIMEOUT,
  );

  test(
    "a service that refuses: its words, without the credential",
    async () => {
      const env = { CHOREO_TOKEN: "hush-wrong-token" };
      const { exitCode, err } = await diffOfNew({}, env);
      expect(exitCode).toBe(exitCodes.preview);
      expect(err).toMatch(/401/);
      expect(err).not.toContain("hush");
    },
    ENGINE_TIMEOUT,
  );
});

describe("a state", () => {
  test(
    "of an unknown or newer access model can't be compared, and the exit code says which case it is",
    async () => {
      await withStack({ name: "dev", config: plain(guideStack()), env: sandbox.env }, async (stack) => {
        await stack.up();
        for (const [version, message] of [
          [0, "The access model of the last state has version 0, which this checkout does not know."],
          [3, "The access model of the last state has version 3; this checkout understands 2."],
        ] as const) {
          await withModelVersion(stack, version);
          const { exitCode, out, err } = await runDiff(stack);
          expect([exitCode, out]).toEqual([exitCodes.state, ""]);
          expect(err).toContain(message);
        }
        // As the message promises, the next up writes the new version and the comparison works again.
        await stack.up();
        expect((await runDiff(stack)).out).toMatch(/^No changes in `dev`/);
        await stack.destroy();
        const { exitCode, out } = await runDiff(stack);
        expect(exitCode).toBe(exitCodes.ok);
        expect(out).toContain("> Nothing is deployed yet: everything below is new.");
      });
    },
    ENGINE_TIMEOUT,
  );
});

async function withModelVersion(stack: TestStack, version: number): Promise<void> {
  const state = await stack.exportState();
  const root = state.deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  (root?.outputs?.access as { version: number }).version = version;
  await stack.importState(state);
}

test(
  "a stack of hundreds of scopes still fits in a comment: summary whole, rows cut and counted",
  async () => {
    const names = Array.from(
      { length: 400 },
      (_, index) => `books_section_${String(index).padStart(3, "0")}`,
    );
    const { apis } = { apis: guideStack()["choreo-azuread:apis"] as { books: object } };
    const { exitCode, out, err } = await diffOfNew({
      "choreo-azuread:apis": {
        books: {
          ...apis.books,
          permissions: Object.fromEntries(names.map((name) => [name, null])),
          operations: { "POST /books": names },
        },
      },
      "choreo-azuread:clients": {
        storefront: {
          redirectUris: ["https://localhost:9000"],
          uses: { books: names },
          secret: { expires: "180d" },
        },
      },
    });
    expect([exitCode, err]).toEqual([exitCodes.ok, ""]);
    expect(out.length).toBeLessThanOrEqual(64_000);
    expect(out.length).toBeGreaterThan(63_000);
    expect(out).toContain("1 client, 1 user, 1 group and everyone in the tenant gain access");
    expect(out).toContain(
      "- Client `storefront` **gains** `books_section_399` on `POST /books` of `books`, **once an administrator consents**.",
    );
    expect(out).toMatch(/… and \d+ more.*, left out to fit in a comment\./);
    expect(out).not.toContain("```mermaid");
  },
  ENGINE_TIMEOUT,
);
