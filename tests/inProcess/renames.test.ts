import { beforeAll, expect, test } from "@jest/globals";
import { entra as seed } from "../../sandbox/seed.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { diffsOf, oneLife } from "../engine/oneStack.ts";
import { openTestStack } from "./open.ts";
import { renamed, settings } from "./renamed.ts";

// One life of a stack whose entries get other names. Nothing of it may cut anybody off.
const life = oneLife(settings(), openTestStack);
const { worlds } = life;
const choreo = () => JSON.stringify(life.sandbox.choreo.state());
const unchanged = { flags: ["--expect-no-changes"] };
beforeAll(() => life.stack.up(), ENGINE_TIMEOUT);

test(
  "the keys of an API and of a client change: with `formerly` nothing happens in Azure or Choreo, now or later",
  async () => {
    const before = worlds();
    await life.stack.setConfig(settings(renamed));
    expect(diffsOf(await life.stack.preview(unchanged))).toEqual([]);
    await life.stack.up();
    expect(worlds()).toBe(before);
    const { resources = [] } = (await life.stack.exportState()).deployment;
    expect(resources.filter(({ urn }) => /::(books|storefront)(-|$)/.test(urn))).toEqual([]);

    // The names in Azure and of the application in Choreo follow the keys once `formerly` has gone, unless displayName keeps them.
    const kept = {
      ...renamed,
      api: { name: "books", displayName: "books" },
      client: { displayName: "storefront" },
    };
    await life.stack.setConfig(settings(kept));
    expect(diffsOf(await life.stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "a permission and a role get other names: updates in place, their ids and all assignments stay",
  async () => {
    const ids = async () => {
      const { apis } = await life.stack.outputs<{
        apis: Record<string, { azure: { applicationObjectId: string } }>;
      }>();
      const { api, appRoles } = await life.portal.graph(
        "GET",
        `/applications/${apis.library?.azure.applicationObjectId}`,
      );
      return [...api.oauth2PermissionScopes, ...appRoles].map(({ id }: { id: string }) => id).sort();
    };
    const before = await ids();
    const permission = "books_create";
    await life.stack.setConfig(
      settings({
        ...renamed,
        permission,
        permissions: { [permission]: { formerly: "books_add" }, books_read: { consent: "users" } },
        roles: { borrower: { users: [seed.users.ada.userPrincipalName], formerly: "reader" } },
      }),
    );
    const preview = diffsOf(await life.stack.preview());
    expect(preview.filter((step) => !step.startsWith("update "))).toEqual([]);
    await life.stack.up();
    expect(await ids()).toEqual(before);
    expect(diffsOf(await life.stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "the key of an API changes without a word: the preview says what that costs in Azure; in Choreo nothing happens, now or later",
  async () => {
    const before = choreo();
    await life.stack.setConfig(
      settings({
        ...renamed,
        api: { name: "books" },
        apiKey: "archive",
        client: { displayName: "storefront" },
        permission: "books_create",
        roles: { borrower: { users: [seed.users.ada.userPrincipalName] } },
      }),
    );
    const { output, steps: planned } = await life.stack.preview();
    expect(output).toContain("apis.archive is the API that was apis.library");
    expect(planned.map(({ type }) => type).filter((type) => type.includes("choreo:"))).toEqual([]);
    await life.stack.up();
    expect(choreo()).toBe(before);
    expect(diffsOf(await life.stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);
