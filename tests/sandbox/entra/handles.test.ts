import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { ada, makeClient, seed, useTenant } from "./support.ts";

const tenant = useTenant({ fresh: false });
let seeded: unknown;

beforeAll(async () => {
  seeded = tenant.entra.state();
});

beforeEach(async () => {
  await tenant.send("POST", "/_sandbox/reset");
  await tenant.newDeployerToken();
});

const lag = (body: unknown) => tenant.send("POST", "/_sandbox/consistency", body);
const create = () => tenant.done("POST", "/applications", { displayName: "x" });
const status = async (method: string, path: string, body?: unknown) =>
  (await tenant.graph(method, path, body)).status;

describe("eventual consistency", () => {
  it("answers 404 for a new object until it was asked for often enough", async () => {
    await lag({ newReads: 2 });
    const { id } = await create();
    expect(await status("GET", `/applications/${id}`)).toBe(404);
    expect(await status("PATCH", `/applications/${id}`, { notes: "x" })).toBe(404);
    expect(await status("GET", `/applications/${id}`)).toBe(200);
  });

  it("answers 404 for a new object until its time has come", async () => {
    await lag({ newMilliseconds: 600_000 });
    const { id } = await create();
    for (let n = 0; n < 3; n++) expect(await status("GET", `/applications/${id}`)).toBe(404);
    await lag({});
    expect(await status("GET", `/applications/${id}`)).toBe(200);
  });

  it("still shows a deleted object for a while", async () => {
    const { id } = await create();
    await lag({ deletedReads: 1 });
    await tenant.done("DELETE", `/applications/${id}`);
    expect(await status("GET", `/applications/${id}`)).toBe(200);
    expect(await status("GET", `/applications/${id}`)).toBe(404);
  });

  it("answers lists as they were before", async () => {
    await lag({ staleLists: 1 });
    await create();
    const names = async () =>
      (await tenant.done("GET", "/applications")).value.map(
        (app: { displayName: string }) => app.displayName,
      );
    expect(await names()).toEqual(["Deployer"]);
    expect(await names()).toEqual(["Deployer", "x"]);
  });

  it("can be had for some collections only, and ends with a reset", async () => {
    await lag({ newReads: 5, collections: ["users"] });
    expect(await status("GET", `/applications/${(await create()).id}`)).toBe(200);
    await lag({ newReads: 5 });
    await tenant.send("POST", "/_sandbox/reset");
    await tenant.newDeployerToken();
    expect(await status("GET", `/applications/${(await create()).id}`)).toBe(200);
  });
});

describe("other handles", () => {
  it("the state is the seed's after a reset, and has no passwords or secrets in it", async () => {
    await makeClient(tenant);
    await tenant.done("DELETE", `/users/${ada.id}`);
    await tenant.send("POST", "/_sandbox/reset");
    const { data } = await tenant.send("GET", "/_sandbox/state");
    expect(data).toEqual(seeded);
    expect(JSON.stringify(data)).not.toContain(seed.deployer.clientSecret);
    expect((await tenant.send("GET", "/_sandbox/recycle-bin")).data).toEqual([]);
  });

  it("keys can be rotated: the new one signs, the old one stays published unless told otherwise", async () => {
    const kids = async () =>
      (await tenant.send("GET", `/${seed.tenantId}/discovery/v2.0/keys`)).data.keys.map(
        (key: { kid: string }) => key.kid,
      );
    const [first] = await kids();
    await tenant.send("POST", "/_sandbox/keys/rotate");
    const both = await kids();
    expect(both).toEqual([expect.not.stringMatching(first), first]);
    await tenant.send("POST", "/_sandbox/keys/rotate", { keepOld: false });
    expect(await kids()).toEqual([expect.any(String)]);
  });

  it("the clock can be put forward", async () => {
    const client = await makeClient(tenant);
    await tenant.send("POST", "/_sandbox/clock", { advanceSeconds: 3 * 365 * 86_400 });
    const { data } = await tenant.token({
      grant_type: "client_credentials",
      client_id: client.appId,
      client_secret: client.secret,
      scope: `${tenant.entra.url}/.default`,
    });
    expect(data.error_codes).toEqual([7000222]);
  });

  it("switches are set by name; a wrong body is refused with what is wrong in it", async () => {
    expect((await tenant.send("POST", "/_sandbox/switches", { pageSize: 1 })).status).toBe(204);
    expect((await tenant.done("GET", "/users")).value).toHaveLength(1);
    for (const [handle, body] of [
      ["switches", { pagesize: 1 }],
      ["consistency", { newReads: -1 }],
      ["permissions", { roles: ["Everything"] }],
      ["clock", {}],
    ] as const) {
      const answer = await tenant.send("POST", `/_sandbox/${handle}`, body);
      expect(answer.status).toBe(400);
      expect(answer.data.error).toEqual(expect.any(String));
    }
  });

  it("the recycle bin can be emptied", async () => {
    await tenant.done("DELETE", `/users/${ada.id}`);
    expect((await tenant.send("GET", "/_sandbox/recycle-bin")).data).toHaveLength(1);
    expect((await tenant.send("DELETE", "/_sandbox/recycle-bin")).status).toBe(204);
    expect((await tenant.send("GET", "/_sandbox/recycle-bin")).data).toEqual([]);
  });
});
