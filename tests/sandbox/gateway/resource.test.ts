import { describe, expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { checkLines, sharedWorld } from "./table.ts";
import { books, read, type World } from "./world.ts";

const world = sharedWorld();
const nothing = () => {};
const api = `/apis/${books.id}`;

/** Changes the working copy and deploys it. */
const deployed = (change: Parameters<World["changeApi"]>[0]) => async (w: World) => {
  await w.changeApi(change);
  await w.deploy();
};
const open = { authorization: null };

describe("1: the resource exists in the deployed revision", () => {
  checkLines(world, [
    ["deployed: passes", nothing, {}, 200],
    ["with a parameter: passes", nothing, { path: "/books/1.0.0/books/1" }, 200],
    ["with a slash at the end: passes", nothing, { path: "/books/1.0.0/books/" }, 200],
    ["an unknown API", nothing, { path: "/nowhere/1.0.0/books" }, [404, "404"]],
    ["an unknown version", nothing, { path: "/books/2.0.0/books" }, [404, "404"]],
    ["without the version", nothing, { path: "/books/books" }, [404, "404"]],
    ["an unknown path", nothing, { path: "/books/1.0.0/bookshelves" }, [404, "404"]],
    ["a path below the known one", nothing, { path: "/books/1.0.0/books/1/pages" }, [404, "404"]],
    ["another case", nothing, { path: "/books/1.0.0/Books" }, [404, "404"]],
    ["a verb that the path does not have", nothing, { verb: "PUT" }, [405, "405"]],
    ["OPTIONS, where the API does not name it", nothing, { verb: "OPTIONS" }, [405, "405"]],
    [
      "undeployed",
      async (w) => {
        const { list } = await w.publisher.get(`${api}/revisions?query=deployed:true`);
        await w.publisher.post(`${api}/undeploy-revision?revisionId=${list[0].id}`, [
          { name: seed.gatewayEnvironment, vhost: "localhost" },
        ]);
      },
      {},
      [404, "404"],
    ],
    [
      "an operation in the working copy alone",
      (w) => w.changeApi(({ operations }) => operations.push({ ...operations[0], target: "/authors" })),
      { path: "/books/1.0.0/authors" },
      [404, "404"],
    ],
    [
      "an operation taken from the working copy alone: passes",
      (w) =>
        w.changeApi((found) => {
          found.operations = found.operations.filter(({ verb }: { verb: string }) => verb !== "GET");
        }),
      {},
      200,
    ],
    [
      "an operation taken from the deployed revision",
      deployed((found) => {
        found.operations = found.operations.filter(
          ({ verb, target }: { verb: string; target: string }) => `${verb} ${target}` !== "GET /books",
        );
      }),
      {},
      [405, "405"],
    ],
  ]);

  test("of templates the one with more literal text answers", async () => {
    await deployed(({ operations }) =>
      operations.push({ ...operations[0], target: "/books/latest", scopes: [], authType: "None" }),
    )(world());
    // The backend has no such book; with a token missing the other template would have refused.
    expect(await world().call({ path: "/books/1.0.0/books/latest", ...open })).toMatchObject({
      status: 404,
      body: { error: "There is no /books/latest" },
    });
  });
});

describe("2: the lifecycle", () => {
  checkLines(world, [
    ["BLOCKED", (w) => w.lifecycle("Block"), {}, [503, "700700"]],
    [
      "published again: passes",
      async (w) => {
        await w.lifecycle("Block");
        await w.lifecycle("Re-Publish");
      },
      {},
      200,
    ],
    ["DEPRECATED: passes for who is subscribed", (w) => w.lifecycle("Deprecate"), {}, 200],
  ]);
});

describe("3: an operation without security", () => {
  const without = deployed((found) => {
    for (const operation of found.operations) operation.authType = "None";
  });
  checkLines(world, [
    ["no token: passes", without, open, 200],
    ["a token that is none: passes", without, { authorization: "Bearer nonsense" }, 200],
    [
      "nobody subscribed: passes",
      async (w) => {
        await without(w);
        await w.devportal.delete(`/applications/${w.ids().application}`);
      },
      {},
      200,
    ],
    [
      "in the working copy alone",
      (w) =>
        w.changeApi((found) => {
          for (const operation of found.operations) operation.authType = "None";
        }),
      open,
      [401, "900902"],
    ],
  ]);
});

describe("4: a bearer token", () => {
  checkLines(world, [
    ["no header", nothing, open, [401, "900902"]],
    ["an empty one", nothing, { authorization: "" }, [401, "900902"]],
    ["the scheme alone", nothing, { authorization: "Bearer " }, [401, "900902"]],
    ["another scheme", nothing, { authorization: "Basic YTpi" }, [401, "900902"]],
    [
      "the token in the query",
      nothing,
      { ...open, path: "/books/1.0.0/books?access_token=x" },
      [401, "900902"],
    ],
  ]);

  test.each(["bearer", "BEARER"])("the scheme written %s: passes", async (scheme) => {
    const reply = await world().call({ authorization: `${scheme} ${await world().token()}` });
    expect(reply.status).toBe(200);
  });

  test.each([
    ["choreo-connect", 'Bearer realm="Choreo Connect"'],
    ["synapse", 'Bearer realm="WSO2 API Manager"'],
  ] as const)("the challenge of %s: %s", async (style, challenge) => {
    world().gateway.setErrorStyle(style);
    const missing = await world().call(open);
    expect(missing.headers.get("www-authenticate")).toBe(challenge);
    const invalid = await world().call({ authorization: "Bearer nonsense" });
    expect(invalid.headers.get("www-authenticate")).toBe(`${challenge}, error="invalid_token"`);
    const forbidden = await world().call({ verb: "POST", claims: { scp: read } });
    expect(forbidden.headers.get("www-authenticate")).toBeNull();
  });
});

describe("what passes", () => {
  test("reaches the backend without the token, with verb, query and body; the answer comes back", async () => {
    const made = await world().call({
      verb: "POST",
      body: JSON.stringify({ title: "Middlemarch" }),
      headers: { "content-type": "application/json" },
    });
    expect(made).toMatchObject({ status: 201, body: { title: "Middlemarch", id: expect.any(String) } });
    expect(made.headers.get("location")).toBe(`/books/${made.body.id}`);
    await world().call({ path: "/books/1.0.0/books?page=2&size=10" });
    expect(world().backend.requests()).toMatchObject([
      { method: "POST", path: "/books", status: 201 },
      { method: "GET", path: "/books?page&size", status: 200 },
    ]);
  });

  test("an answer without a body stays one", async () => {
    const deleted = await world().call({ verb: "DELETE", path: "/books/1.0.0/books/1" });
    expect(deleted).toMatchObject({ status: 204, body: undefined });
    expect((await world().call()).body).toEqual([]);
  });

  test("a backend that is gone: 503", async () => {
    world().backend.setFaults([{ match: {}, then: { drop: "before" } }]);
    expect(await world().call()).toMatchObject({ status: 503, body: { code: "102503" } });
  });
});
