import { beforeAll, expect, test } from "@jest/globals";
import { entra as seed } from "../../sandbox/seed.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { diffsOf, oneLife } from "../engine/oneStack.ts";
import { openTestStack } from "./open.ts";
import { renamed, settings } from "./renamed.ts";

const { ada } = seed.users;
const { librarians } = seed.groups;

// One life of a stack whose people and groups get other names, while its keys do, and leave. Nothing of it may cut anybody off who is to
// stay.
const life = oneLife(settings(), openTestStack);
const unchanged = { flags: ["--expect-no-changes"] };
beforeAll(() => life.stack.up(), ENGINE_TIMEOUT);

test(
  "people and groups get other names in Entra, or are written in another way: nothing happens",
  async () => {
    await life.portal.graph("PATCH", `/groups/${librarians.id}`, { displayName: "Book keepers" });
    await life.stack.setConfig(
      settings({ ...renamed, user: ada.userPrincipalName.toUpperCase(), group: "Book keepers" }),
    );
    expect(diffsOf(await life.stack.preview(unchanged))).toEqual([]);
    await life.stack.setConfig(settings({ ...renamed, group: librarians.id }));
    expect(diffsOf(await life.stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "a state in which assignments still have the names that people had goes on, although the names have changed since",
  async () => {
    const state = await life.stack.exportState();
    const text = JSON.stringify(state.deployment)
      .replaceAll(`-user-${ada.id}"`, `-user-${ada.userPrincipalName}"`)
      .replaceAll(`-group-${librarians.id}"`, `-group-${librarians.displayName}"`);
    expect(text).not.toBe(JSON.stringify(state.deployment));
    await life.stack.importState({ ...state, deployment: JSON.parse(text) });
    await life.stack.setConfig(
      settings({ ...renamed, user: "Ada@TaylorDean.example", group: "Book keepers" }),
    );
    expect(diffsOf(await life.stack.preview(unchanged))).toEqual([]);
    await life.stack.up();
    const { resources = [] } = (await life.stack.exportState()).deployment;
    const names = resources
      .filter(({ type }) => type.includes("appRoleAssignment"))
      .map(({ urn }) => urn.split("::").at(-1));
    expect(names.sort()).toEqual(
      [`library-role-reader-user-${ada.id}`, `orders-group-${librarians.id}`, `orders-user-${ada.id}`].sort(),
    );
  },
  ENGINE_TIMEOUT,
);

test(
  "somebody leaves the company: the preview says so; taking the name out is one up",
  async () => {
    await life.portal.graph("DELETE", `/users/${ada.id}`);
    // The last one who still sees her.
    await life.portal.graph("GET", `/users/${ada.id}`);
    await life.stack.setConfig(settings({ ...renamed, group: "Book keepers" }));
    const { output } = await life.stack.preview({ mayFail: true });
    expect(output).toContain(`The last run found it (object id ${ada.id})`);

    await life.stack.setConfig(
      settings({ ...renamed, group: "Book keepers", user: seed.users.eve.userPrincipalName }),
    );
    // A refresh would do it as well, but before the program knows.
    const refreshed = await life.stack.preview({ mayFail: true, flags: ["--refresh"] });
    expect(refreshed.output).toContain("Run it once without --refresh");
    life.sandbox.entra.clearRequests();
    await life.stack.up();
    const deletions = life.sandbox.entra.requests().filter(({ method }) => method === "DELETE");
    expect(deletions).toEqual([]);
    // What was kept in the state goes from there, with a refresh or without.
    await life.stack.up({ flags: ["--refresh"] });
    expect(JSON.stringify((await life.stack.exportState()).deployment.resources)).not.toContain(
      `-user-${ada.id}`,
    );
    expect(diffsOf(await life.stack.preview(unchanged))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);
