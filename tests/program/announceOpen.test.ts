import { describe, expect, test } from "@jest/globals";
import type { AccessModel, LeftEnvironment } from "../../access/types.ts";
import { openNotices } from "../../program/announceOpen.ts";
import { booksModel, changed } from "../cli/access-diff/models.ts";

const withOperations = (operations: Record<string, object>) =>
  changed(({ apis: { books } }) => Object.assign((books as { operations: object }).operations, operations));

describe("what a preview says of open operations", () => {
  test("nothing where each listed one needs a permission, or is listed as one that needs none", () => {
    expect(openNotices(booksModel())).toEqual([]);
    expect(openNotices(withOperations({ "GET /health": { permissions: [] } }))).toEqual([]);
    const claimed = { permissions: ["books_lend"], unlisted: true };
    expect(openNotices(withOperations({ "GET /books/{id}": claimed }))).toEqual([]);
  });

  test("who can call those that are not listed", () => {
    const model = withOperations({
      "DELETE /books/{id}": { permissions: [], unlisted: true },
      "GET /books/{id}": { permissions: [], unlisted: true },
    });
    expect(openNotices(model)).toEqual([
      "apis.books.operations: DELETE /books/{id}, GET /books/{id} are not listed and need no permission in Choreo: everyone who can sign in to storefront can call them, and so can this client by itself. List with the permissions that open, or with [] to leave it so",
    ]);
    model.clients = {};
    expect(openNotices(model)).toEqual([
      expect.stringContaining("whoever has a token of any client that subscribes to the API can call them"),
    ]);
  });

  test("of one operation, of several clients, and of each API by itself", () => {
    const health = { permissions: [], unlisted: true as const };
    const model = withOperations({ "GET /health": health });
    model.apis.orders = { ...(model.apis.books as AccessModel["apis"][string]), operations: {} };
    Object.assign(model.apis.orders.operations, {
      "GET /a": health,
      "GET /b": { ...health, anonymous: true },
    });
    const { storefront } = model.clients;
    if (storefront) model.clients.desk = { ...storefront, subscribed: ["books"] };
    const end = "List with the permissions that open, or with [] to leave it so";
    expect(openNotices(model)).toEqual([
      `apis.books.operations: GET /health is not listed and needs no permission in Choreo: everyone who can sign in to storefront or desk can call it, and so can these clients by themselves. ${end}`,
      `apis.orders.operations: GET /a is not listed and needs no permission in Choreo: whoever has a token of any client that subscribes to the API can call it. ${end}`,
      expect.stringMatching(/^apis\.orders\.operations: anyone can call GET \/b without a token/),
    ]);
  });

  test("that anyone can call what has no security, listed or not", () => {
    const model = withOperations({
      "GET /health": { permissions: [], anonymous: true, unlisted: true },
      "GET /books": { permissions: [], anonymous: true },
    });
    expect(openNotices(model)).toEqual([
      "apis.books.operations: anyone can call GET /books, GET /health without a token (authType None in Choreo). To change that, list it with the permissions that open it",
    ]);
  });

  test("what opens at gateways that the stack leaves", () => {
    const operations = {
      "GET /books": { permissions: ["old"] },
      "GET /health": { permissions: [], anonymous: true as const },
      "POST /books": { permissions: [] },
    };
    const left = (runs: LeftEnvironment["runs"], api = "books") =>
      openNotices({
        ...booksModel(),
        left: { [api]: { Default: runs === "unknown" ? { runs } : { runs, operations } } },
      });
    expect(left("before")).toEqual([
      "apis.books: this stack leaves the gateway environment Default: what was deployed before runs there again, and anyone can call GET /health without a token",
      "apis.books: this stack leaves the gateway environment Default: what was deployed before runs there again, and every token of a subscribed client opens POST /books",
    ]);
    expect(left("unknown")).toEqual([
      "apis.books: this stack leaves the gateway environment Default, and what runs there then could not be looked up: it may need fewer permissions, or none",
    ]);
    expect([left("kept"), left("nothing")]).toEqual([[], []]);
    expect(left("kept", "given-up")[1]).toBe(
      "apis.given-up: this stack leaves the gateway environment Default: what other stacks need stays there, and every token of a subscribed client opens POST /books",
    );
    expect(left("byHand")[0]).toBe(
      "apis.books: this stack leaves the gateway environment Default: what somebody else has deployed stays there, and anyone can call GET /health without a token",
    );
  });
});
