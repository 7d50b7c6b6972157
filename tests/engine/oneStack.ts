import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { type Run, sandboxFolder } from "../../sandbox/engine/index.ts";
import { guideStack, plain } from "./guideStack.ts";
import { ENGINE_TIMEOUT, type TestStackOptions } from "./harness.ts";
import { type Sandbox, startSandbox } from "./sandbox.ts";

type Changes = Parameters<typeof guideStack>[0];

interface Application {
  displayName: string;
  appId: string;
  identifierUris: string[];
  api: { oauth2PermissionScopes: { value: string; isEnabled: boolean }[] };
  passwordCredentials: { displayName: string }[];
}

/**
 * One stack of the whole program and a sandbox for all tests of a file, each of which goes on from where the one before stopped.
 *
 * @param open through the engine or in this process
 */
export function oneStack<S extends { setConfig(config: Record<string, unknown>): Promise<void> }>(
  first: Changes,
  open: (options: TestStackOptions & { config: Record<string, unknown> }) => Promise<S>,
) {
  let sandbox: Sandbox;
  let stack: S;
  let folder: string;
  beforeAll(async () => {
    sandbox = await startSandbox();
    folder = await mkdtemp(join(sandboxFolder, "one-stack-"));
    stack = await open({ folder, name: "test", env: sandbox.env, config: plain(guideStack(first)) });
  }, ENGINE_TIMEOUT);
  afterAll(async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function application(displayName: string): Application {
    const { applications } = sandbox.entra.state() as { applications: Application[] };
    const found = applications.filter((candidate) => candidate.displayName === displayName);
    expect(found).toHaveLength(1);
    return found[0] as Application;
  }
  return {
    get sandbox() {
      return sandbox;
    },
    get stack() {
      return stack;
    },
    configure: (changes?: Changes) => stack.setConfig(plain(guideStack(changes))),
    /** All that both sides hold. */
    worlds: () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]),
    application,
    /** Of the web API `books` in Entra. */
    scopes: () =>
      application("books (test)")
        .api.oauth2PermissionScopes.map(({ value, isEnabled }) => `${value}${isEnabled ? "" : " (off)"}`)
        .sort(),
    /** Of the client `storefront` in Entra, by their descriptions. */
    secrets: () =>
      application("storefront (test)")
        .passwordCredentials.map(({ displayName }) => displayName)
        .sort(),
  };
}

/** `update ApiPermissions books` */
export const stepsOf = (run: Run) =>
  run.steps.map(({ op, type, name }) => `${op} ${type.split(/[/:]/).at(-1)} ${name}`).sort();

const orders = { version: "1.0.0", openapi: "openapi/orders.yaml", consent: "users" };

/** A second API, and a second client that uses both. */
export const withReports = {
  apis: { orders },
  clients: {
    reports: {
      redirectUris: ["https://localhost:9001/cb"],
      uses: { books: ["books_read"], orders: ["orders_read"] },
      adminConsent: ["orders"],
    },
  },
};
