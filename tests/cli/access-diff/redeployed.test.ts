import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { compare } from "../../../cli/access-diff/compare.ts";
import { headline } from "../../../cli/access-diff/sentences.ts";
import { isLetThrough, SignIn } from "../../../sandbox/kit/signIn.ts";
import { mapValues } from "../../../shared/records.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import {
  bothEndpoints,
  config,
  type Deployed,
  deploy,
  deployByHand,
  diffWith,
  editByHand,
  permissions,
  reports,
  sentences,
} from "./deployed.ts";
import { booksModel, comparison } from "./models.ts";
import { diffOf } from "./run-diff.ts";

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
  // What is called right after a run has to know of it.
  deployed.sandbox.choreo.setSwitches({ gatewayDelayMs: 0 });
}, ENGINE_TIMEOUT);
afterAll(() => deployed.stop());

type Change = Record<string, unknown>;

/** Changes or takes out operations. */
const operations =
  (changes: Record<string, Change | undefined>): Parameters<typeof editByHand>[2] =>
  ({ operations }) => ({
    operations: operations.flatMap((each) => {
      const name = `${each.verb} ${each.target}`;
      if (!Object.hasOwn(changes, name)) return [each];
      return changes[name] ? [{ ...each, ...changes[name] }] : [];
    }),
  });

/** Which operations are let through without a token, and with Ada's for the books through `reports`, which may only read. */
async function whatIsOpen(
  base = "/books/1.0.0",
  operations = ["GET /books/{id}", "POST /books", "DELETE /books/{id}"],
): Promise<Record<string, string>> {
  const { stack, sandbox } = deployed;
  const outputs = await stack.outputs<{
    connections: Record<string, ConstructorParameters<typeof SignIn>[1]>;
    apis: Record<
      string,
      { azure: { identifierUri: string }; scopes: Record<string, { fullyQualifiedName: string }> }
    >;
  }>({ secrets: true });
  const { azure, scopes } = outputs.apis.books as (typeof outputs.apis)[string];
  const client = new SignIn(sandbox, outputs.connections.reports as never);
  const scope = `${azure.identifierUri}/${scopes.books_read?.fullyQualifiedName}`;
  const token = await client.token("ada@taylordean.example", scope, new Map());
  expect(token).toBeDefined();
  const entries = operations.map(async (operation) => {
    const isOpen = (own: string | undefined) => isLetThrough(sandbox, base, operation, own);
    return [operation, (await isOpen(undefined)) ? "anyone" : (await isOpen(token)) ? "Ada" : "nobody"];
  });
  return Object.fromEntries(await Promise.all(entries));
}

const lines = (diff: Awaited<ReturnType<typeof diffWith>>) => ({
  people: diff.people.flatMap(({ direction, operations, subjects }) =>
    subjects.map((each) => `${"name" in each ? each.name : each.kind} ${direction} ${operations}`),
  ),
  rules: sentences(diff.rules),
});
const nothing = { people: [], rules: [] };

/** Of what was open, what is still where no token is taken. */
const anyone = (is: string) => (is === "anyone" ? is : "nobody");

test(
  "what was changed by hand and not deployed is told when a revision brings it to the gateways, not a run early, and is never told twice",
  async () => {
    const { stack, sandbox } = deployed;
    const asBefore = { "GET /books/{id}": "Ada", "POST /books": "nobody", "DELETE /books/{id}": "Ada" };
    expect(await whatIsOpen()).toEqual(asBefore);
    const edit = operations({
      "POST /books": { scopes: ["books_add", "books_read"] },
      "DELETE /books/{id}": { authType: "None" },
      "GET /books/{id}": undefined,
    });
    await editByHand(sandbox, "books", edit);

    expect(lines(await diffWith(stack, {}))).toEqual(nothing);
    await stack.up();
    expect(await whatIsOpen()).toEqual(asBefore);
    const { access } = await stack.outputs<{ access: { apis: { books: { operations: object } } } }>();
    expect(access.apis.books.operations).toMatchObject({ "DELETE /books/{id}": { permissions: [] } });
    expect(lines(await diffWith(stack, {}))).toEqual(nothing);

    const text = { ...permissions.books_read, description: "Read the books" };
    const change = { books: { permissions: { ...permissions, books_read: text } } };
    const diff = await diffWith(stack, change);
    expect(lines(diff)).toEqual({
      people: expect.arrayContaining([
        "anyone gains DELETE /books/{id}",
        "everyone loses GET /books/{id}",
        expect.stringMatching(/gains POST \/books$/),
      ]),
      rules: [
        "Operation `DELETE /books/{id}` of `books` is **open to anyone**: the gateway asks for no token. The settings do not list it.",
      ],
    });
    await stack.up();
    expect(await whatIsOpen()).toMatchObject({ "POST /books": "Ada", "DELETE /books/{id}": "anyone" });
    expect(lines(await diffWith(stack, change))).toEqual(nothing);
  },
  ENGINE_TIMEOUT,
);

test(
  "keys of a type that the API has no endpoint for: all calls stop, and come back",
  async () => {
    const { stack } = deployed;
    const open = await whatIsOpen();
    await stack.setConfig(config({ choreo: { keyType: "SANDBOX" } }));
    const away = await diffOf(stack);
    expect(headline(away)).toMatch(/^2 clients.* lose access;/);
    expect(sentences(away.rules)).toContain(
      "API `books` has **no endpoint for the type of key** of `reports` and `storefront`: the gateway refuses every token of theirs (401 900901).",
    );
    await stack.up();
    expect(await whatIsOpen()).toEqual(mapValues(open, anyone));

    await stack.setConfig(config());
    const back = await diffOf(stack);
    expect(headline(back)).toMatch(/^2 clients.* gain access;/);
    expect(sentences(back.rules)).toContain(
      "API `books` has an endpoint for the type of key of `reports` and `storefront` now: their calls come back.",
    );
    await stack.up();
    expect(await whatIsOpen()).toEqual(open);
  },
  ENGINE_TIMEOUT,
);

test(
  "endpoints that were changed by hand and not deployed count when a revision brings them to the gateways, both ways",
  async () => {
    const { stack, sandbox } = deployed;
    await stack.setConfig(config());
    await stack.up();
    const open = await whatIsOpen();
    const text = (description: string) => ({
      books: { permissions: { ...permissions, books_read: { ...permissions.books_read, description } } },
    });
    const onlySandbox = ({ endpointConfig }: Record<string, unknown>) => {
      const { production_endpoints, ...endpoints } = endpointConfig as Record<string, unknown>;
      return { endpointConfig: { ...endpoints, sandbox_endpoints: production_endpoints } };
    };
    const bothWays = [
      [onlySandbox, "Read what there is", "lose", "**no endpoint for the type of key**", anyone],
      [bothEndpoints, "Read any", "gain", "their calls come back", (is: string) => is],
    ] as const;
    let description = permissions.books_read.description;
    for (const [edit, next, verb, sentence, then] of bothWays) {
      await editByHand(sandbox, "books", edit);
      const now = await whatIsOpen();
      expect(lines(await diffWith(stack, text(description)))).toEqual(nothing);
      await stack.up();
      expect(await whatIsOpen()).toEqual(now);
      const diff = await diffWith(stack, text(next));
      expect(headline(diff)).toMatch(new RegExp(`^2 clients.* ${verb} access;`));
      expect(sentences(diff.rules)).toEqual([expect.stringContaining(sentence)]);
      await stack.up();
      expect(await whatIsOpen()).toEqual(mapValues(open, then));
      expect(lines(await diffWith(stack, text(next)))).toEqual(nothing);
      description = next;
    }
  },
  ENGINE_TIMEOUT,
);

test(
  "an API that is given up: what was saved by hand and not deployed is not told, what was deployed is lost, and what anyone can call stays",
  async () => {
    const { stack, sandbox } = deployed;
    await stack.setConfig(config());
    await stack.up();
    const calls = () => whatIsOpen("/orders/1.0.0", ["GET /orders", "POST /orders", "DELETE /orders/{id}"]);
    const givenUp = {
      apis: { orders: undefined },
      clients: { reports: { ...reports, uses: { books: ["books_read"] }, adminConsent: undefined } },
    };
    const asLeft = lines(await diffWith(stack, givenUp));
    const edit = operations({ "GET /orders": { scopes: [] }, "POST /orders": { authType: "None" } });
    await editByHand(sandbox, "orders", edit);
    expect(await calls()).toEqual({
      "GET /orders": "nobody",
      "POST /orders": "nobody",
      "DELETE /orders/{id}": "nobody",
    });
    expect(lines(await diffWith(stack, givenUp))).toEqual(asLeft);

    await deployByHand(sandbox, "orders");
    const open = { "GET /orders": "Ada", "POST /orders": "anyone", "DELETE /orders/{id}": "nobody" };
    expect(await calls()).toEqual(open);
    expect(lines(await diffWith(stack, givenUp))).toEqual({
      people: [
        "Clerks loses DELETE /orders/{id},GET /orders/{id}",
        "ada@taylordean.example loses DELETE /orders/{id},GET /orders/{id}",
        "everyone loses GET /orders",
      ],
      rules: [
        "API `orders` is taken out: nobody has access through this stack any more.",
        "API `orders` leaves the gateway environment `Default`: what somebody else has deployed there stays.",
      ],
    });
    await stack.up();
    expect(await calls()).toEqual({ ...open, "GET /orders": "nobody" });
  },
  ENGINE_TIMEOUT,
);

test("a comparison starts from what runs at the gateways", () => {
  const operations = { "GET /books": { permissions: [] }, "POST /books": { permissions: ["books_add"] } };
  const diff = compare(
    comparison({ before: booksModel(), after: { ...booksModel(), deployed: { books: { operations } } } }),
  );
  expect(headline(diff)).toContain("lose");
  expect(sentences(diff.rules)).toContain(
    "Operation `GET /books` of `books` needs a permission now: `books_add` and `books_read`.",
  );
});
