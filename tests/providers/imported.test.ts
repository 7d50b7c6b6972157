import { expect, test } from "@jest/globals";
import * as permissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import * as seed from "../../sandbox/seed.ts";
import { sharedEmulator } from "./harness.ts";

const shared = sharedEmulator();
const { id } = seed.choreo.apis.books;
const inputs = {
  apiId: id,
  scopes: { books_add: { displayName: "Add", description: "Adds" } },
  operations: { "POST /books": ["books_add"] },
  adopt: true,
  claimant: "p/dev/books",
};
/** As an import leaves it in the state: found in Choreo, claimed by nobody. */
const imported = { ...inputs, claimant: "", unclaimed: true };
const world = () => JSON.stringify(shared.emulator.state());

test("permissions that an import took into the state are claimed by the next up, and come back as they were found", async () => {
  // Somebody else's, as a stack that goes without its state leaves them.
  const { emulator } = shared;
  const headers = {
    authorization: `Bearer ${await emulator.mintToken()}`,
    "content-type": "application/json",
  };
  const url = `${emulator.urls.publisher}/apis/${id}?organizationId=${seed.choreo.organizationId}`;
  const api = (await (await fetch(url, { headers })).json()) as { operations: { verb: string }[] };
  const scope = { name: "books_add", displayName: "By hand", description: "found", bindings: [] };
  const body = JSON.stringify({
    ...api,
    scopes: [{ scope, shared: false }],
    operations: api.operations.map((each) =>
      each.verb === "POST" ? { ...each, scopes: ["books_add"] } : each,
    ),
  });
  expect((await fetch(url, { method: "PUT", headers, body })).status).toBe(200);
  const found = world();

  const read = await permissions.read(shared.config, id, imported);
  expect(read.props).toMatchObject({ unclaimed: true, claimant: "" });
  await permissions.remove(shared.another(), id, imported);
  expect(world()).toBe(found);

  expect(permissions.diff(shared.config, id, imported, inputs)).toMatchObject({
    changes: true,
    replaces: [],
  });
  const { outs } = await permissions.update(shared.another(), id, imported, inputs);
  expect(outs.unclaimed).toBeUndefined();
  expect(world()).toContain("p/dev/books");
  await permissions.remove(shared.another(), id, outs);
  expect(world()).toBe(found);
});
