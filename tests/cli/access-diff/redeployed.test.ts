import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { compare } from "../../../cli/access-diff/compare.ts";
import { headline } from "../../../cli/access-diff/sentences.ts";
import { signIn } from "../../../sandbox/kit/services.ts";
import { isLetThrough } from "../../../sandbox/kit/signIn.ts";
import { choreo } from "../../../sandbox/seed.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import { config, type Deployed, deploy, diffWith, permissions, sentences } from "./deployed.ts";
import { changed, comparison, step } from "./models.ts";

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, ENGINE_TIMEOUT);
afterAll(() => deployed.stop());

const OPENS =
  "A revision of `books` is deployed, in which **anyone** can call `DELETE /books/{id}` without a token: if security was switched off by hand since the last one, that opens now.";

test(
  "security that was switched off by hand, told by an up that deploys nothing, opens with the next revision, and that is told again",
  async () => {
    const { stack, sandbox } = deployed;
    // It is called right after what it has to know.
    sandbox.choreo.setSwitches({ gatewayDelayMs: 0 });
    const { publisher } = await signIn(sandbox);
    const path = `/apis/${choreo.apis.books.id}`;
    const api = await publisher.get(path);
    const operations = api.operations.map((each: { verb: string }) =>
      each.verb === "DELETE" ? { ...each, authType: "None" } : each,
    );
    await publisher.put(path, { ...api, operations });
    const isOpen = () => isLetThrough(sandbox, "/books/1.0.0", "DELETE /books/{id}", undefined);

    await stack.setConfig(config());
    await stack.up();
    expect(await isOpen()).toBe(false);

    const change = {
      books: { permissions, operations: { "POST /books": ["books_add"], "GET /books": ["books_add"] } },
    };
    const diff = await diffWith(stack, change);
    expect(sentences(diff.rules)).toEqual([OPENS]);
    await stack.up();
    expect(await isOpen()).toBe(true);
  },
  ENGINE_TIMEOUT,
);

test("never that nobody gains, where a revision without security is deployed; nothing where none is", () => {
  const open = changed(({ apis }) => {
    const { operations } = apis.books as { operations: object };
    Object.assign(operations, { "DELETE /books/{id}": { permissions: [], anonymous: true, unlisted: true } });
  });
  const token = "pulumi-nodejs:dynamic/choreo:ApiDeployment";
  const diffOf = (values: Parameters<typeof step>[0]) =>
    compare(comparison({ before: open, after: open, steps: [step({ name: "books", token, ...values })] }));
  expect(sentences(diffOf({}).rules)).toEqual([OPENS]);
  expect(headline(diffOf({}))).not.toContain("Nobody gains");
  expect(diffOf({ name: "orders" }).rules).toEqual([]);
  expect(diffOf({ op: "delete" }).rules).toEqual([]);
  expect(diffOf({ token: "pulumi-nodejs:dynamic/choreo:ApiLifecycle" }).rules).toEqual([]);
});
