import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { decide } from "../../../cli/recover/decide.ts";
import { lookAround, namesOf } from "../../../cli/recover/found.ts";
import { findCloud } from "../../../cli/shared/cloud.ts";
import { type GraphClient, graphClient } from "../../../graph/client.ts";
import { entra as seed } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { azurePortal } from "../../engine/azurePortal.ts";
import { guideConfig, parse } from "../../settings/fixture.ts";
import { startTrustedSandbox } from "../fixture.ts";

// What a killed run leaves, made over Graph in the emulator: the three steps in which the azuread provider makes an application.
let sandbox: Sandbox;
let graph: Pick<GraphClient, "get" | "list" | "send">;
const tags = ["pulumi", "choreo-azuread/dev"];
const made: Record<string, string> = {};

beforeAll(async () => {
  sandbox = await startTrustedSandbox();
  const portal = azurePortal(sandbox);
  const create = (displayName: string, more: object = {}) =>
    portal.graph("POST", "/applications", { displayName, tags, signInAudience: "AzureADMyOrg", ...more });
  const unfinished = await create("TERRAFORM_UPDATE_0b2c");
  const books = await create("books (dev)");
  await create("somebody else's", { tags: ["pulumi", "choreo-azuread/prod"] });
  const principal = await portal.graph("POST", "/servicePrincipals", { appId: books.appId, tags });
  for (const principalId of [seed.users.ada.id, seed.users.eve.id]) {
    await portal.graph("POST", `/servicePrincipals/${principal.id}/appRoleAssignedTo`, {
      appRoleId: "00000000-0000-0000-0000-000000000000",
      principalId,
      resourceId: principal.id,
    });
  }
  // Whoever recovers comes later.
  sandbox.entra.propagate();
  Object.assign(made, { unfinished: unfinished.id, books: books.id, principal: principal.id });
  graph = await graphClient(await findCloud(sandbox.env), seed.tenantId, sandbox.env);
  // So every list that is read here has more pages than one.
  sandbox.entra.setSwitches({ pageSize: 1 });
});
afterAll(() => sandbox.stop());

test("all that bears the stack's tag is found, whatever it is called, and what the settings ask for is told from the rest", async () => {
  const found = await lookAround(graph, "choreo-azuread/dev");
  expect(found.map(({ application }) => application.displayName).sort()).toEqual([
    "TERRAFORM_UPDATE_0b2c",
    "books (dev)",
  ]);
  const names = new Map<string, string[]>();
  for (const assignment of found.flatMap(({ assignments }) => assignments))
    names.set(assignment.principalId, await namesOf(graph, assignment));
  const { adoptions, removals, notes } = decide(
    found,
    { deployment: {} },
    parse(guideConfig()),
    ({ principalId }, { users }) => users.some((user) => names.get(principalId)?.includes(user)),
  );
  expect(adoptions.map(({ name, id }) => `${name} ${id.replace(/appRoleAssignedTo\/.*/, "…")}`)).toEqual([
    `books /applications/${made.books}`,
    `books /servicePrincipals/${made.principal}`,
    `books-user-${seed.users.ada.id} /servicePrincipals/${made.principal}/…`,
  ]);
  expect(removals.map(({ path }) => path)).toEqual([`/v1.0/applications/${made.unfinished}`]);
  expect(notes).toEqual([]);
  for (const { method, path, body } of removals) await graph.send(method, path, body);
  expect(await lookAround(graph, "choreo-azuread/dev")).toHaveLength(1);
});

test("a sign-in that Entra refuses says why, without the secret", async () => {
  const cloud = { login: sandbox.entra.url, graph: sandbox.entra.url, fromMetadata: true };
  const error = await graphClient(cloud, seed.tenantId, {
    ARM_CLIENT_ID: "x",
    ARM_CLIENT_SECRET: "hunter2",
  }).catch((reason: Error) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(String(error)).toContain("Could not sign in to Microsoft Graph");
  expect(String(error)).not.toContain("hunter2");
  await expect(findCloud({ ARM_ENVIRONMENT: "moon" })).rejects.toThrow("names no cloud");
});
