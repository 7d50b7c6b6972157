import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { type Run, sandboxFolder } from "../../sandbox/engine/index.ts";
import { azurePortal } from "./azurePortal.ts";
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

type Open<S> = (options: TestStackOptions & { config: Record<string, unknown> }) => Promise<S>;

/**
 * One stack of the whole program and a sandbox for all tests of a file, each of which goes on from where the one before stopped.
 *
 * @param open through the engine or in this process
 */
export function oneLife<S>(config: Record<string, unknown>, open: Open<S>) {
  let sandbox: Sandbox;
  let stack: S;
  let folder: string;
  let portal: ReturnType<typeof azurePortal>;
  beforeAll(async () => {
    sandbox = await startSandbox();
    portal = azurePortal(sandbox);
    folder = await mkdtemp(join(sandboxFolder, "one-stack-"));
    stack = await open({ folder, name: "test", env: sandbox.env, config });
  }, ENGINE_TIMEOUT);
  afterAll(async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    get sandbox() {
      return sandbox;
    },
    get stack() {
      return stack;
    },
    get portal() {
      return portal;
    },
    /** All that both sides hold. */
    worlds: () => JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]),
  };
}

/** The same of the guide's stack. */
export function oneStack<S extends { setConfig(config: Record<string, unknown>): Promise<void> }>(
  first: Changes,
  open: Open<S>,
) {
  const life = oneLife(plain(guideStack(first)), open);
  function application(displayName: string): Application {
    const { applications } = life.sandbox.entra.state() as { applications: Application[] };
    const found = applications.filter((candidate) => candidate.displayName === displayName);
    expect(found).toHaveLength(1);
    return found[0] as Application;
  }
  return Object.assign(life, {
    configure: (changes?: Changes) => life.stack.setConfig(plain(guideStack(changes))),
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
  });
}

/** `update ApiPermissions books` */
export const stepsOf = (run: Run) =>
  run.steps.map(({ op, type, name }) => `${op} ${type.split(/[/:]/).at(-1)} ${name}`).sort();

/** `update ApiPermissions books: scopes, operations` */
export const diffsOf = (run: Run) =>
  run.steps
    .map(({ op, type, name, diffs }) => `${op} ${type.split(/[/:]/).at(-1)} ${name}: ${diffs.join(", ")}`)
    .sort();

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
