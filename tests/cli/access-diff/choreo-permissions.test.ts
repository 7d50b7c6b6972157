import { expect, test } from "@jest/globals";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import { withStack } from "../../inProcess/open.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { handles, startTrustedSandbox } from "../fixture.ts";
import { sentences } from "./deployed.ts";
import { diffOf } from "./run-diff.ts";

const sandbox = sharedByTests(startTrustedSandbox);

/** What the component's document brings into Choreo. */
function deploys(permissions: string[], post: string[]): void {
  const document = {
    paths: {
      "/books": {
        get: { security: [{ oauth: ["books_read"] }] },
        post: { security: [{ oauth: post }] },
      },
    },
    components: {
      securitySchemes: {
        oauth: {
          flows: { implicit: { scopes: Object.fromEntries(permissions.map((name) => [name, name])) } },
        },
      },
    },
  };
  sandbox.choreo.deployComponent({ apiId: seed.apis.books.id, document });
}

test(
  "a permission that appears or goes in Choreo is in the next comparison, with who gains and loses by it",
  async () => {
    deploys(["books_read", "books_add"], ["books_add"]);
    const { publisher } = await handles(sandbox);
    await publisher.post(`/apis/change-lifecycle?apiId=${seed.apis.books.id}&action=Publish`);
    const config = plain(
      guideStack({
        books: { permissions: undefined, operations: undefined, permissionsFrom: "choreo" },
        storefront: { uses: { books: ["books_read"] } },
      }),
    );
    await withStack({ name: "dev", env: sandbox.env, config }, async (stack) => {
      await stack.up();
      expect((await diffOf(stack)).steps).toEqual([]);

      deploys(["books_read", "books_write"], ["books_read"]);
      const diff = await diffOf(stack);
      expect(sentences(diff.scopes)).toEqual([
        "Scope `books_add` of `books` is removed: tokens with `urn:taylordean:books:books_add` open nothing any more.",
        "New scope `books_write` of `books`: `urn:taylordean:books:books_write`, only admins may consent.",
      ]);
      expect(diff.people).toMatchObject([
        { direction: "gains", operations: ["POST /books"], through: ["storefront"] },
      ]);

      deploys(["books_read", "books_add"], []);
      const opened = await diffOf(stack);
      expect(opened.scopes).toEqual([]);
      expect(sentences(opened.rules)).toEqual([
        expect.stringMatching(/^Operation `POST \/books` of `books` needs \*\*no permission\*\*/),
      ]);
    });
  },
  2 * ENGINE_TIMEOUT,
);
