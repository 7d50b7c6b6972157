import { describe, expect, it } from "@jest/globals";
import { api, OID, scopes, updateBody } from "./azuread-client.ts";
import { body, createApplication, gone, ok, refOf, refusal, send, UNKNOWN } from "./azuread-refusal.ts";
import { ada, seed } from "./support.ts";

describe("Application", () => {
  it("an update clears with null and merges info, web, spa and publicClient key by key; it may repeat the id", async () => {
    const { path, created } = await createApplication("books", {
      notes: "a note",
      info: { marketingUrl: "https://m.example/", supportUrl: "https://s.example/" },
      web: { redirectUris: ["https://localhost/"], homePageUrl: "https://h.example/" },
    });
    await ok(
      "PATCH",
      path,
      { id: created.id, notes: null, info: { marketingUrl: null }, web: { logoutUrl: "https://l.example/" } },
      204,
    );
    const read = await body("GET", path);
    expect(read).toMatchObject({
      id: created.id,
      info: { supportUrl: "https://s.example/" },
      web: {
        redirectUris: ["https://localhost/"],
        homePageUrl: "https://h.example/",
        logoutUrl: "https://l.example/",
      },
    });
    expect(read.notes ?? null).toBeNull();
    expect(read.info.marketingUrl ?? null).toBeNull();
    expect(read).toHaveProperty("groupMembershipClaims", null);
  });

  it("keeps roles like scopes, the setting that only beta has, and up to 20 owners bound at creation", async () => {
    const role = {
      id: UNKNOWN,
      value: "reader",
      displayName: "Reader",
      description: "Reads",
      isEnabled: true,
      allowedMemberTypes: ["User"],
    };
    const { path } = await createApplication("books", {
      appRoles: [role],
      "owners@odata.bind": [refOf(OID), refOf(ada.id)],
    });
    expect((await body("GET", `${path}/owners`)).value.map(({ id }: { id: string }) => id)).toEqual([ada.id]);
    await ok("PATCH", `/beta${path}`, { oauth2RequirePostResponse: true }, 204);
    expect(await body("GET", `/beta${path}?%24select=oauth2RequirePostResponse`)).toMatchObject({
      oauth2RequirePostResponse: true,
    });
    expect((await body("GET", path)).appRoles).toEqual([role]);
    await refusal("PATCH", path, { appRoles: [] }, 400);
    await ok("PATCH", path, { appRoles: [{ ...role, isEnabled: false }] }, 204);
    await ok("PATCH", path, { appRoles: [] }, 204);
    expect((await body("GET", path)).appRoles).toEqual([]);
  });

  it("an enabled scope can't be removed: the text that tells to disable it first", async () => {
    const { path } = await createApplication("books", { api: api(scopes) });
    const { path: other } = await createApplication("other");
    expect(await refusal("PATCH", path, { api: api([]) }, 400)).toContain(
      "cannot be deleted or updated unless disabled first",
    );
    // What only adds to the list, and what repeats it, touches no enabled scope.
    const added = { ...scopes[0], id: UNKNOWN, value: "more" };
    await ok("PATCH", path, updateBody("books", { api: api([...scopes, added]) }), 204);
    await ok("PATCH", other, updateBody("other"), 204);
  });

  it("what is gone answers 404 to every request", async () => {
    const { path } = await createApplication("books");
    await ok("DELETE", path, undefined, 204);
    for (const what of [path, `${path}/owners`, `/beta${path}?%24select=oauth2RequirePostResponse`])
      await gone(what);
    await gone(path, "DELETE");
    expect((await send("PATCH", path, { displayName: "x" })).status).toBe(404);
    expect((await send("POST", `${path}/addPassword`, { passwordCredential: {} })).status).toBe(404);
    expect((await send("DELETE", `${path}/owners/${OID}/$ref`)).status).toBe(404);
  });

  it("an identifier URI that is taken: the text", async () => {
    const uri = `api://${seed.domain}/books`;
    const { path } = await createApplication("books");
    const { path: other } = await createApplication("other");
    await ok("PATCH", path, { identifierUris: [uri] }, 204);
    expect(await refusal("PATCH", other, { identifierUris: [uri] }, 400)).toBe(
      "Another object with the same value for property identifierUris already exists.",
    );
  });
});

describe("ApplicationPassword", () => {
  it("asked for without anything, it has a key id, a text, a start and an end; removed, it can't be removed again", async () => {
    const { path } = await createApplication("storefront");
    const made = await body("POST", `${path}/addPassword`, { passwordCredential: {} });
    expect(made).toMatchObject({
      keyId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      secretText: expect.any(String),
    });
    const years = (Date.parse(made.endDateTime) - Date.parse(made.startDateTime)) / (365 * 86_400_000);
    expect(Math.round(years)).toBe(2);
    await ok("POST", `${path}/removePassword`, { keyId: made.keyId }, 204);
    expect((await send("POST", `${path}/removePassword`, { keyId: made.keyId })).status).toBe(400);
  });
});
