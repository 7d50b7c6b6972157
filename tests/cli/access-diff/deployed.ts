import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import type { AccessDiff } from "../../../cli/access-diff/types.ts";
import { sandboxFolder } from "../../../sandbox/engine/index.ts";
import { signIn } from "../../../sandbox/kit/services.ts";
import { choreo } from "../../../sandbox/seed.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import type { Sandbox } from "../../engine/sandbox.ts";
import { openTestStack, type TestStack } from "../../inProcess/open.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { diffOf } from "./run-diff.ts";

export const permissions = {
  books_add: { description: "Add a book", consent: "admins" },
  books_read: { description: "Read books", consent: "users" },
};
export const orders = {
  version: "1.0.0",
  openapi: "openapi/orders.yaml",
  consent: "users",
  roles: { clerk: { description: "Takes orders", users: ["ada@taylordean.example"], groups: ["Clerks"] } },
};
export const reports = {
  redirectUris: ["https://localhost:9001/cb"],
  uses: { books: ["books_read"], orders: ["orders_read"] },
  adminConsent: ["orders"],
};
type Changes = NonNullable<Parameters<typeof guideStack>[0]>;

/** Two APIs, one of them with roles, and two clients. */
export const config = (changes: Changes = {}) =>
  plain({
    ...guideStack({
      ...changes,
      apis: { orders, ...changes.apis },
      clients: { reports, ...changes.clients },
    }),
    "choreo-azuread:environment": "dev",
  });

export interface Deployed {
  sandbox: Sandbox;
  stack: TestStack;
  /** What the tool said before the first `up`. */
  first: AccessDiff;
  stop(): Promise<void>;
}

/** One stack, brought up once; tests preview changes of it. */
export async function deploy(): Promise<Deployed> {
  const sandbox = await startTrustedSandbox();
  const folder = await mkdtemp(join(sandboxFolder, "access-diff-"));
  const stack = await openTestStack({ folder, name: "dev", env: sandbox.env, config: config() });
  const first = await diffOf(stack);
  await stack.up();
  return {
    sandbox,
    stack,
    first,
    stop: async () => {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type ApiObject = Record<string, unknown> & { operations: { verb: string; target: string }[] };

/** Changes an API's working copy, as somebody does at the Console who saves and does not deploy. */
export async function editByHand(
  sandbox: Sandbox,
  api: keyof typeof choreo.apis,
  change: (api: ApiObject) => object,
): Promise<void> {
  const { publisher } = await signIn(sandbox);
  const path = `/apis/${choreo.apis[api].id}`;
  const found = await publisher.get(path);
  await publisher.put(path, { ...found, ...change(found) });
}

/** Deploys the working copy, as somebody does at the Console. */
export async function deployByHand(sandbox: Sandbox, api: keyof typeof choreo.apis): Promise<void> {
  const { publisher } = await signIn(sandbox);
  const path = `/apis/${choreo.apis[api].id}`;
  const { id } = await publisher.post(`${path}/revisions`, { description: "by hand" });
  await publisher.post(`${path}/deploy-revision?revisionId=${id}`, [
    { name: choreo.gatewayEnvironment, vhost: "localhost", displayOnDevportal: true },
  ]);
}

/** An endpoint for sandbox keys beside the one for production keys. */
export const bothEndpoints = ({ endpointConfig }: ApiObject) => {
  const endpoints = endpointConfig as Record<string, unknown>;
  return { endpointConfig: { ...endpoints, sandbox_endpoints: endpoints.production_endpoints } };
};

/** The comparison of the stack as it is with what these changes make of it. */
export async function diffWith(stack: TestStack, changes: Changes, now?: Date): Promise<AccessDiff> {
  await stack.setConfig(config(changes));
  return diffOf(stack, now);
}

export const sentences = (facts: { sentence: string }[]) => facts.map(({ sentence }) => sentence);
export const stepsOf = ({ steps }: AccessDiff) => steps.map(({ op, type, name }) => `${op} ${type} ${name}`);
