import { beforeAll, describe, expect, test } from "@jest/globals";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { oneStack, stepsOf, withReports } from "../engine/oneStack.ts";
import { openTestStack } from "./open.ts";

// What changes of the program's settings look like, and what they do. Each update makes what several previews have shown.
const life = oneStack(withReports, openTestStack);
const { configure, scopes, secrets } = life;
beforeAll(() => life.stack.up(), ENGINE_TIMEOUT);

const permissions = {
  books_add: { description: "Add a book", consent: "admins" },
  books_read: { description: "Read books", consent: "users" },
};
const operations = { "POST /books": ["books_add"], "GET /books": ["books_read"] };
const off = { ...permissions, books_read: { ...permissions.books_read, enabled: false } };
const withPermission = (name: string, others: object = permissions) => ({
  permissions: { ...others, [name]: null },
  operations: { ...operations, "GET /books/{id}": [name] },
});
const rotated = (rotation: number, more = {}) => ({ secret: { expires: "180d", rotation, ...more } });

async function preview(changes: { books?: object; storefront?: object }) {
  await configure({ ...withReports, ...(changes as Parameters<typeof configure>[0]) });
  return life.stack.preview();
}
async function up(changes: { books?: object; storefront?: object }) {
  await configure({ ...withReports, ...(changes as Parameters<typeof configure>[0]) });
  return life.stack.up();
}
const newest = async () =>
  (await life.stack.outputs<{ connections: { storefront: { clientSecret: string } } }>({ secrets: true }))
    .connections.storefront.clientSecret;

describe("of what was deployed, the smallest preview", () => {
  test(
    "for disabling a scope: the application alone",
    async () => {
      const run = await preview({ books: { permissions: off } });
      expect(stepsOf(run)).toEqual(["update Application books"]);
      expect(run.steps[0]?.diffs).toEqual(["api"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "for adding one: its id, the API in Choreo and its deployment, the application",
    async () => {
      expect(stepsOf(await preview({ books: withPermission("books_lend") }))).toEqual([
        "create RandomUuid books-books_lend",
        "update ApiDeployment books",
        "update ApiPermissions books",
        "update Application books",
      ]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "for another rotation of a secret: the new one, and it says that both work",
    async () => {
      const run = await preview({ storefront: rotated(2) });
      expect(stepsOf(run)).toEqual(["create ApplicationPassword storefront-2"]);
      expect(run.output).toMatch(
        /Client storefront: its secret rotates\. A new one \(rotation 2\) is made, valid until \d{4}-\d\d-\d\d; the one of rotation 1 stays valid/,
      );
    },
    ENGINE_TIMEOUT,
  );
});

test(
  "an update adds a scope and rotates with overlap; a preview after it is quiet",
  async () => {
    const old = await newest();
    await up({ books: withPermission("books_lend"), storefront: rotated(2) });
    expect(scopes()).toContain("urn:taylordean:books:books_lend");
    expect(secrets()).toEqual(["rotation 1", "rotation 2"]);
    expect(await newest()).not.toBe(old);
    const quiet = await life.stack.preview({ flags: ["--expect-no-changes"] });
    expect(stepsOf(quiet)).toEqual([]);
    expect(quiet.output).not.toContain("rotates");
  },
  ENGINE_TIMEOUT,
);

describe("after that, the smallest preview", () => {
  test(
    "for renaming an enabled scope: the old id goes, a new one comes",
    async () => {
      const run = await preview({ books: withPermission("books_borrow"), storefront: rotated(2) });
      expect(stepsOf(run)).toEqual([
        "create RandomUuid books-books_borrow",
        "delete RandomUuid books-books_lend",
        "update ApiDeployment books",
        "update ApiPermissions books",
        "update Application books",
      ]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "for removing an enabled one",
    async () => {
      expect(stepsOf(await preview({ storefront: rotated(2) }))).toEqual([
        "delete RandomUuid books-books_lend",
        "update ApiDeployment books",
        "update ApiPermissions books",
        "update Application books",
      ]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "for the next rotation: the first secret goes",
    async () => {
      const run = await preview({ books: withPermission("books_lend"), storefront: rotated(3) });
      expect(stepsOf(run)).toEqual([
        "create ApplicationPassword storefront-3",
        "delete ApplicationPassword storefront-1",
      ]);
    },
    ENGINE_TIMEOUT,
  );
});

test(
  "an update renames a scope, disables another and rotates again; the next one removes and enables",
  async () => {
    await up({ books: withPermission("books_borrow", off), storefront: rotated(3) });
    expect(scopes()).toEqual([
      "urn:taylordean:books:books_add",
      "urn:taylordean:books:books_borrow",
      "urn:taylordean:books:books_read (off)",
    ]);
    expect(secrets()).toEqual(["rotation 2", "rotation 3"]);
    await up({ storefront: rotated(3) });
    expect(scopes()).toEqual(["urn:taylordean:books:books_add", "urn:taylordean:books:books_read"]);
  },
  ENGINE_TIMEOUT,
);

test(
  "a secret near its expiry is reported, and another lifetime is for the next one",
  async () => {
    const run = await preview({ storefront: rotated(3, { expires: "400d", warnDays: 200 }) });
    expect(stepsOf(run)).toEqual([]);
    expect(run.output).toMatch(
      /warning: Client storefront: the secret of rotation 3 expires on \d{4}-\d\d-\d\d, in \d+ days\. Set choreo-azuread:clients\.storefront\.secret\.rotation to 4/,
    );
  },
  ENGINE_TIMEOUT,
);

test(
  "a revoked secret goes, and does not come back",
  async () => {
    const run = await preview({ storefront: rotated(3, { revoked: 2 }) });
    expect(stepsOf(run)).toEqual(["delete ApplicationPassword storefront-2"]);
    expect(run.output).toContain("warning: Client storefront: the secret of rotation 2 is revoked");
    await life.stack.up();
    expect(secrets()).toEqual(["rotation 3"]);
    // Nobody holds it any more, so that without the revocation there is still nothing to make.
    expect(stepsOf(await preview({ storefront: rotated(3) }))).toEqual([]);
  },
  ENGINE_TIMEOUT,
);

test(
  "production keeps the newest secret of each client and lets the one before it go",
  async () => {
    await life.stack.setConfig({
      ...plain(guideStack({ ...withReports, storefront: rotated(3) })),
      "choreo-azuread:protect": true,
    });
    expect(stepsOf(await life.stack.up())).toEqual([]);
    const { deployment } = await life.stack.exportState();
    // The previous secret has to go at the next rotation.
    const passwords = (deployment.resources ?? [])
      .filter(({ protect, type }) => protect && type.endsWith(":ApplicationPassword"))
      .map(({ urn }) => urn.split("::").at(-1));
    expect(passwords.sort()).toEqual(["reports-1", "storefront-3"]);
  },
  ENGINE_TIMEOUT,
);
