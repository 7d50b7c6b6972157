import { describe, expect, test } from "@jest/globals";
import { entra as seed } from "../../../sandbox/seed.ts";
import {
  FEDERATED,
  IDENTIFIER_URI,
  OWNER,
  PASSWORD,
  PRE_AUTHORIZED,
  SCOPE_ID,
  scope,
  useAzure,
} from "./azure.ts";
import { isSecret, plain } from "./engine.ts";

const azure = useAzure();

const inAYear = () => new Date(Date.now() + 365 * 86_400_000).toISOString().replace(/\.\d+/, "");

describe("ApplicationPassword", () => {
  test("gives the secret once, marked, with dates as they were given", async () => {
    const app = await azure.application("storefront");
    const news = { applicationId: app.id, displayName: "storefront 1", endDate: inAYear() };
    const password = await azure.engine.create(PASSWORD, "secret", news);
    expect(password.id).toBe(`${app.outputs.objectId}/password/${password.outputs.keyId}`);
    expect(password.outputs).toMatchObject({ ...news, endDateRelative: null, rotateWhenChanged: null });
    expect(isSecret(password.outputs.value)).toBe(true);
    expect(password.inputs.__defaults).toEqual([]);
    expect((await azure.engine.diff(password, news)).changes).toBe("none");
    const refreshed = await azure.engine.refresh(password);
    expect(refreshed).toEqual(password);
    expect(plain(refreshed?.outputs ?? {}).value).toBe(plain(password.outputs).value);
  });

  test("every change of it is a new one, also of what only the program knows", async () => {
    const app = await azure.application("storefront");
    const news = { applicationId: app.id, displayName: "1", rotateWhenChanged: { rotation: "1" } };
    const password = await azure.engine.create(PASSWORD, "secret", news);
    const next = { ...news, displayName: "2", rotateWhenChanged: { rotation: "2" } };
    expect(await azure.engine.diff(password, next)).toMatchObject({
      replaces: ["displayName", "rotateWhenChanged"],
      detailed: { displayName: "update-replace", "rotateWhenChanged.rotation": "update-replace" },
    });
  });

  test("counts a relative end from now and refuses one that is no duration", async () => {
    const app = await azure.application("storefront");
    const { outputs } = await azure.engine.create(PASSWORD, "secret", {
      applicationId: app.id,
      displayName: "1",
      endDateRelative: "240h30m",
    });
    const hours = (Date.parse(String(outputs.endDate)) - Date.now()) / 3_600_000;
    expect(Math.round(hours * 10)).toBe(2405);
    await expect(
      azure.engine.create(PASSWORD, "secret", { applicationId: app.id, endDateRelative: "10 days" }),
    ).rejects.toThrow(/unable to parse `end_date_relative` \("10 days"\) as a duration/);
  });

  test("is gone from the state when Graph has it no more", async () => {
    const app = await azure.application("storefront");
    const password = await azure.engine.create(PASSWORD, "secret", { applicationId: app.id });
    await azure.engine.delete(password);
    expect(await azure.engine.refresh(password)).toBeUndefined();
  });

  test.each([
    [{ applicationId: "5f7c1b0e-3a55-4d0c-9b6f-6d2f4c8a1e01" }, /expected a resource ID of the form/],
    [{ endDate: "tomorrow" }, /expected "end_date" to be a valid RFC3339 date, got "tomorrow"/],
    [{ endDate: inAYear(), endDateRelative: "24h" }, /"end_date": conflicts with end_date_relative/],
  ])("refuses %j in the preview", async (inputs, message) => {
    const base = { applicationId: "/applications/5f7c1b0e-3a55-4d0c-9b6f-6d2f4c8a1e01" };
    const { failures } = await azure.engine.check(PASSWORD, "secret", { ...base, ...inputs });
    expect(failures.join("\n")).toMatch(message);
  });

  test("can't be imported: nobody knows its value", async () => {
    await expect(azure.engine.import(PASSWORD, "secret", "x/password/y")).rejects.toThrow(
      /doesn't support import/,
    );
  });
});

describe("ApplicationIdentifierUri", () => {
  test("adds and takes one of several, each under an id that names it", async () => {
    const app = await azure.application("books");
    const uris = [`api://${app.outputs.clientId}`, `https://${seed.domain}/books`];
    const made = [];
    for (const uri of uris) {
      made.push(
        await azure.engine.create(IDENTIFIER_URI, uri, { applicationId: app.id, identifierUri: uri }),
      );
    }
    expect(made[0]?.id).toBe(
      `${app.id}/identifierUris/${Buffer.from(uris[0] ?? "")
        .toString("base64")
        .replaceAll("+", "-")
        .replaceAll("/", "_")}`,
    );
    if (made[0]) await azure.engine.delete(made[0]);
    expect((await azure.engine.refresh(app))?.outputs.identifierUris).toEqual([uris[1]]);
    expect(made[0] && (await azure.engine.refresh(made[0]))).toBeUndefined();
  });

  test("refuses one that is there already, with the id to import", async () => {
    const app = await azure.application("books");
    const news = { applicationId: app.id, identifierUri: `api://${app.outputs.clientId}` };
    const { id } = await azure.engine.create(IDENTIFIER_URI, "uri", news);
    await expect(azure.engine.create(IDENTIFIER_URI, "again", news)).rejects.toThrow(
      `A resource with the ID "${id}" already exists`,
    );
    expect((await azure.engine.import(IDENTIFIER_URI, "uri", id))?.inputs).toMatchObject(news);
  });

  test("several at once on one application don't lose one another", async () => {
    const app = await azure.application("books");
    const uris = ["a", "b", "c"].map((name) => `api://${app.outputs.clientId}/${name}`);
    await Promise.all(
      uris.map((uri) =>
        azure.engine.create(IDENTIFIER_URI, uri, { applicationId: app.id, identifierUri: uri }),
      ),
    );
    const refreshed = await azure.engine.refresh(app);
    expect([...((refreshed?.outputs.identifierUris ?? []) as string[])].sort()).toEqual(uris);
  });
});

describe("ApplicationPreAuthorized", () => {
  test("adds, changes and takes its own entry only, and leaves the scopes alone", async () => {
    const api = await azure.application("books", {
      api: { oauth2PermissionScopes: [scope(SCOPE_ID, "books_add")] },
    });
    const clients = [await azure.application("storefront"), await azure.application("backoffice")];
    const [one, two] = await Promise.all(
      clients.map((client) =>
        azure.engine.create(PRE_AUTHORIZED, String(client.outputs.displayName), {
          applicationId: api.id,
          authorizedClientId: String(client.outputs.clientId),
          permissionIds: [SCOPE_ID],
        }),
      ),
    );
    if (!one || !two) throw new Error("two were made");
    expect(one.id).toBe(`${api.outputs.objectId}/preAuthorizedApplication/${clients[0]?.outputs.clientId}`);
    await azure.engine.delete(one);
    expect(await azure.engine.refresh(one)).toBeUndefined();
    expect(await azure.engine.refresh(two)).toMatchObject({ outputs: { permissionIds: [SCOPE_ID] } });
    expect((await azure.engine.refresh(api))?.outputs.oauth2PermissionScopeIds).toEqual(
      api.outputs.oauth2PermissionScopeIds,
    );
  });
});

test("ApplicationOwner adds one beside the others", async () => {
  const { ada, grace } = seed.users;
  const app = await azure.application("books", { owners: [ada.id] });
  const owner = await azure.engine.create(OWNER, "grace", { applicationId: app.id, ownerObjectId: grace.id });
  expect(owner.id).toBe(`${app.id}/owners/${grace.id}`);
  expect((await azure.engine.refresh(app))?.outputs.owners).toEqual([ada.id, grace.id]);
  await azure.engine.delete(owner);
  expect(await azure.engine.refresh(owner)).toBeUndefined();
});

test("ApplicationFederatedIdentityCredential: create, update, refresh, delete", async () => {
  const app = await azure.application("deployer");
  const news = {
    applicationId: app.id,
    displayName: "main",
    audiences: ["api://AzureADTokenExchange"],
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:taylordean/books:ref:refs/heads/main",
  };
  const made = await azure.engine.create(FEDERATED, "main", news);
  expect(made.id).toBe(`${app.outputs.objectId}/federatedIdentityCredential/${made.outputs.credentialId}`);
  const changed = { ...news, subject: "repo:taylordean/books:pull_request" };
  expect(await azure.engine.diff(made, changed)).toMatchObject({ diffs: ["subject"], replaces: [] });
  const updated = await azure.engine.update(made, changed);
  expect(await azure.engine.refresh(updated)).toEqual(updated);
  await azure.engine.delete(updated);
  expect(await azure.engine.refresh(updated)).toBeUndefined();
});
