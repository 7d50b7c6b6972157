import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { choreo as seed } from "../../sandbox/seed.ts";
import { type Sandbox, startSandbox } from "../../sandbox/start.ts";
import { diffOf } from "../cli/access-diff/run-diff.ts";
import { guideStack, plain } from "./guideStack.ts";
import { ENGINE_TIMEOUT, withStack } from "./harness.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

const apiId = seed.apis.books.id;
const component = (post: string[]) => ({
  paths: {
    "/books": { get: { security: [{ oauth: ["books_read"] }] }, post: { security: [{ oauth: post }] } },
  },
  components: {
    securitySchemes: {
      oauth: {
        flows: {
          implicit: { scopes: Object.fromEntries(["books_read", ...post].map((name) => [name, name])) },
        },
      },
    },
  },
});
const bookOf = () =>
  (sandbox.choreo.state() as { apis: { id: string }[] }).apis.find(({ id }) => id === apiId) as object;

test(
  "a mixed stack: permissions of books live in Choreo, those of orders in the settings; what changes in Choreo changes Azure",
  async () => {
    sandbox.choreo.deployComponent({ apiId, document: component(["books_add"]) });
    const at = `${sandbox.choreo.urls.publisher}/apis/change-lifecycle?apiId=${apiId}&action=Publish&organizationId=${seed.organizationId}`;
    await fetch(at, { method: "POST", headers: { authorization: `Bearer ${seed.personalAccessToken}` } });
    const before = bookOf();
    const books = { permissions: undefined, operations: undefined, permissionsFrom: "choreo" };
    const orders = { version: "1.0.0", openapi: "openapi/orders.yaml", consent: "users" };
    const storefront = { uses: { books: ["books_read"], orders: ["orders_read"] } };
    const config = plain(guideStack({ books, apis: { orders }, storefront }));
    await withStack({ config, env: sandbox.env }, async (stack) => {
      await stack.up();
      expect(bookOf()).toEqual(before);
      expect((await stack.preview()).steps).toEqual([]);

      sandbox.choreo.deployComponent({ apiId, document: component(["books_write"]) });
      const { steps } = await stack.preview();
      expect(steps.map(({ op, type, name }) => `${op} ${type.split(":").at(-1)} ${name}`).sort()).toEqual([
        "create RandomUuid books-books_write",
        "delete RandomUuid books-books_add",
        "update ApiPermissions books",
        "update Application books",
      ]);
      const { scopes } = await diffOf(stack);
      const told = scopes.map(({ sentence }) => sentence).join("\n");
      expect(told).toContain("books_write");
      expect(told).toContain("books_add");
      await stack.up();
      await stack.destroy();
    });
    expect(JSON.stringify(bookOf())).not.toContain("pulumi_");
  },
  ENGINE_TIMEOUT * 2,
);
