import { beforeAll, expect, test } from "@jest/globals";
import { choreoReaders } from "../../../cli/doctor/choreo-readers.ts";
import { findSurplus } from "../../../cli/doctor/surplus.ts";
import { makeWorld } from "../../../cli/doctor/tool.ts";
import { walk } from "../../../cli/doctor/walk.ts";
import type { StackOutputs } from "../../../cli/shared/stack.ts";
import { choreo } from "../../../sandbox/seed.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { handles, startTrustedSandbox } from "../fixture.ts";

const sandbox = sharedByTests(startTrustedSandbox);

interface Scope {
  id: string;
  value: string;
  type: "Admin" | "User";
  isEnabled: boolean;
}

const otherScopes = {
  access_as_user: { consent: "admins" },
  dormant: { consent: "users", enabled: false },
};

let stack: InProcessStack;
beforeAll(async () => {
  const config = plain(guideStack({ books: { otherScopes } }));
  stack = new InProcessStack({ name: "test", config, env: sandbox.env });
  await stack.up();
}, ENGINE_TIMEOUT);

/** Changes the scopes of the web API by hand: Entra changes and removes one only while it is switched off. */
async function changeScopes(change: (scopes: Scope[]) => Scope[]): Promise<void> {
  const { graph } = await handles(sandbox);
  const { value } = await graph.get("/applications?$filter=displayName eq 'books (test)'");
  const [{ id, api }] = value;
  const set = (oauth2PermissionScopes: object[]) =>
    graph.patch(`/applications/${id}`, { api: { oauth2PermissionScopes } });
  await set(api.oauth2PermissionScopes.map((scope: Scope) => ({ ...scope, isEnabled: false })));
  await set(change(api.oauth2PermissionScopes));
}

const edit = (name: string, changes: Partial<Scope>) => (scopes: Scope[]) =>
  scopes.map((scope) => (scope.value === name ? { ...scope, ...changes } : scope));
const ID = "a1000000-0000-4000-8000-00000000000c";

async function told() {
  const outputs = (await stack.outputs({ secrets: true })) as unknown as StackOutputs;
  const { organization, organizationId } = choreo;
  const readers = choreoReaders({ "choreo-azuread:choreo": { organization, organizationId } }, sandbox.env);
  const world = await makeWorld(outputs, readers, sandbox.env);
  const results = (await walk(outputs, world)).flatMap((section) => section.results);
  const { steps } = await stack.drift();
  return {
    red: results.filter(({ state }) => state === "red").map(({ id, says }) => `${id}: ${says}`),
    drift: steps.map(({ op, type, name }) => `${op} ${type} ${name}`),
    surplus: (await findSurplus(outputs, world)).surplus.map(({ what }) => what),
  };
}

test.each<[string, (scopes: Scope[]) => Scope[], string[], string[]?]>([
  [
    "called otherwise",
    edit("access_as_user", { value: "Access_as_user" }),
    ['scope-names: Azure has no "access_as_user".'],
  ],
  [
    "removed",
    (scopes) => scopes.filter(({ value }) => value !== "access_as_user"),
    ['scope-names: Azure has no "access_as_user".'],
  ],
  [
    "made again under another id",
    edit("access_as_user", { id: ID }),
    [
      'scope-names: Azure has no "access_as_user".',
      `nothing-else: Not of this stack: scope access_as_user (${ID}).`,
    ],
    ["scope access_as_user"],
  ],
  [
    "switched off",
    edit("access_as_user", { isEnabled: false }),
    ["scopes-enabled: Switched off: access_as_user."],
  ],
  [
    "switched on, which the settings have off",
    edit("dormant", { isEnabled: true }),
    ["scopes-enabled: Switched on, and off in the settings: dormant."],
  ],
  [
    "left to users, which the settings leave to administrators",
    edit("access_as_user", { type: "User" }),
    ["scopes-enabled: Users may consent to access_as_user, administrators alone by the settings."],
  ],
  [
    "of somebody else beside it",
    (scopes) => [...scopes, { ...(scopes[0] as Scope), id: ID, value: "eve_as_user", isEnabled: true }],
    [`nothing-else: Not of this stack: scope eve_as_user (${ID}).`],
    ["scope eve_as_user"],
  ],
])(
  "a scope that is no permission in Choreo, %s by hand: drift and doctor tell it, and an up repairs it",
  async (_, change, red, surplus = []) => {
    await changeScopes(change);
    expect(await told()).toEqual({
      red,
      drift: ["update azuread:index/application:Application books"],
      surplus,
    });
    await stack.up({ flags: ["--refresh", "--run-program"] });
    expect((await stack.drift()).steps).toEqual([]);
  },
  ENGINE_TIMEOUT,
);
