import { expect, test } from "@jest/globals";
import { entra as seed } from "../../../sandbox/seed.ts";
import { APPLICATION, ASSIGNMENT, NO_ROLE, PASSWORD, PRINCIPAL, USER, useAzure } from "./azure.ts";

const azure = useAzure();

test("an application that Graph doesn't show at once is made all the same, and once", async () => {
  azure.entra.setLag({ newReads: 3 });
  const app = await azure.application("books");
  expect(app.outputs.displayName).toBe("books");
  azure.entra.setLag({});
  const { objectIds } = { objectIds: (azure.entra.state().applications ?? []) as unknown[] };
  expect(JSON.stringify(objectIds).match(/"displayName":"books"/g)).toHaveLength(1);
});

test("a deletion is over when Graph shows the object no more", async () => {
  const app = await azure.application("books");
  azure.entra.setLag({ deletedReads: 2 });
  azure.requests();
  await azure.engine.delete(app);
  expect(azure.requests()).toEqual([
    "DELETE /v1.0/applications/{id}",
    "GET /v1.0/applications/{id}",
    "GET /v1.0/applications/{id}",
    "GET /v1.0/applications/{id}",
  ]);
});

test("users and assignments to new service principals wait, too", async () => {
  const app = await azure.application("books");
  const api = await azure.engine.create(PRINCIPAL, "books", { clientId: String(app.outputs.clientId) });
  azure.entra.setLag({ newReads: 2, collections: ["users"] });
  const user = await azure.engine.create(USER, "alan", {
    userPrincipalName: `alan@${seed.domain}`,
    displayName: "Alan Turing",
    password: "enigma-Bletchley-1",
  });
  azure.entra.setFaults([
    {
      match: { method: "POST", path: "/appRoleAssignedTo$" },
      then: {
        status: 400,
        body: { error: { code: "Request_BadRequest", message: "Not a valid reference update." } },
      },
    },
  ]);
  const assignment = await azure.engine.create(ASSIGNMENT, "alan", {
    appRoleId: NO_ROLE,
    principalObjectId: String(user.outputs.objectId),
    resourceObjectId: String(api.outputs.objectId),
  });
  expect(assignment.outputs.principalDisplayName).toBe("Alan Turing");
});

test("a lasting refusal ends, in Graph's words", async () => {
  const app = await azure.application("books");
  azure.entra.setFaults([
    {
      match: { method: "POST", path: "/addPassword$" },
      times: 100,
      then: {
        status: 429,
        headers: { "retry-after": "0" },
        body: { error: { code: "TooManyRequests", message: "Slow down." } },
      },
    },
  ]);
  await expect(azure.engine.create(PASSWORD, "secret", { applicationId: app.id })).rejects.toThrow(
    /adding password for application with object ID .*: unexpected status 429 .* with error: TooManyRequests: Slow down\./,
  );
});

test("a second run after a half-way failure carries on with the same object", async () => {
  azure.entra.setFaults([{ match: { method: "DELETE", path: "/owners/" }, then: { status: 403, body: {} } }]);
  const error = await azure.application("books").catch((e) => e);
  const [details] = error.metadata.get("grpc-status-details-bin") as [Buffer];
  const id = /\/applications\/[0-9a-f-]{36}/.exec(details.toString("latin1"))?.[0] ?? "";
  const resource = { type: APPLICATION, name: "books", id, inputs: {}, outputs: { displayName: "books" } };
  const updated = await azure.engine.update(resource, { displayName: "books", notes: "carried on" });
  expect(updated.outputs).toMatchObject({ objectId: id.replace("/applications/", ""), notes: "carried on" });
});
