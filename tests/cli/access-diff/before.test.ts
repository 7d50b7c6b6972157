import { describe, expect, test } from "@jest/globals";
import type { AccessModel } from "../../../access/index.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { booksModel, changed, ids } from "./models.ts";
import { deployedState, previewLog } from "./recorded.ts";
import { useRecorded } from "./useRecorded.ts";

const { run } = useRecorded();

describe("what was there before is what the state has, not what the last output says", () => {
  const given = changed(({ apis }) => apis.books?.assigned.push(ids.eve));

  test("after an `up` that failed half-way, going back takes away what it had given", async () => {
    const state = deployedState(given).replace(JSON.stringify(given), JSON.stringify(booksModel()));
    const { out } = await run({ state, preview: previewLog(booksModel()) });
    expect(out).toContain("1 user loses access.");
    expect(out).toContain("- User `eve@taylordean.example` **loses** `GET /books` of `books`");
  });

  test("what a failed removal left behind, and the next run keeps, is no loss", async () => {
    const state = deployedState(given).replace(JSON.stringify(given), JSON.stringify(booksModel()));
    const { out } = await run({ state, preview: previewLog(given) });
    expect(out).toContain("No changes in `dev`");
  });

  test("what waits for its deletion is still there; what is to be made again is not", async () => {
    const state = JSON.parse(deployedState(given)) as { deployment: { resources: { urn: string }[] } };
    const mark = (flag: object) =>
      JSON.stringify({
        deployment: {
          resources: state.deployment.resources.map((each) =>
            each.urn.endsWith(ids.eve) ? { ...each, ...flag } : each,
          ),
        },
      });
    const preview = previewLog(booksModel());
    expect((await run({ state: mark({ delete: true }), preview })).out).toContain("1 user loses access");
    expect((await run({ state: mark({ pendingReplacement: true }), preview })).out).toContain("No changes");
  });

  test("permissions that were changed and not deployed are said to be ahead of the gateways", async () => {
    const state = deployedState(booksModel()).replace(
      /"trigger":"[0-9a-f]+"/g,
      '"trigger":"of an earlier run"',
    );
    const { out } = await run({ state, preview: previewLog(booksModel()) });
    const note = "> The permissions of `books` are saved and not deployed";
    expect(out).toContain(`${note}: what is told below starts from what runs at the gateways.`);

    const { deployment } = JSON.parse(state) as {
      deployment: { resources: { type: string; inputs: object }[] };
    };
    for (const { type, inputs } of deployment.resources)
      if (type.endsWith(":ApiPermissions")) Object.assign(inputs, { owner: "choreo" });
    const choreos = await run({ state: JSON.stringify({ deployment }), preview: previewLog(booksModel()) });
    expect(choreos.out).not.toContain(note);
  });

  test("a first `up` that failed has no output yet: what it made counts", async () => {
    const state = deployedState(booksModel()).replace(`"access":${JSON.stringify(booksModel())}`, "");
    const { exitCode, out } = await run({ state });
    expect(exitCode).toBe(exitCodes.ok);
    expect(out).toContain(
      "> No `pulumi up` of this stack has finished yet. What is in its state, made or imported, counts as there already.",
    );
    expect(out).toContain("1 client, 1 user and 1 group gain access.");
    expect(out).not.toContain("is new here");
  });

  test("a run that was cut off leaves a doubt, which is told", async () => {
    const state = JSON.parse(deployedState(booksModel())) as { deployment: object };
    const urn = "urn:pulumi:dev::p::azuread:index/appRoleAssignment:AppRoleAssignment::books-x";
    Object.assign(state.deployment, { pending_operations: [{ resource: { urn }, type: "creating" }] });
    const { out } = await run({ state: JSON.stringify(state), preview: previewLog(booksModel()) });
    expect(out).toContain(
      "> A run was cut off while it worked on `books-x`: whether that is there is not known. `npm run recover -- --stack dev` finds out.",
    );
    expect((await run({})).out).not.toMatch(/^>/m);
  });
});

test("a state of version 1 of the model is compared all the same, people by the other output's ids", async () => {
  const old = {
    version: 1,
    environment: "dev",
    apis: {
      books: {
        name: "books",
        apiVersion: "1.0.0",
        permissions: booksModel().apis.books?.permissions,
        operations: { "GET /books": ["books_read"] },
        assignmentRequired: true,
        users: ["old-name@taylordean.example"],
        groups: [],
      },
    },
    clients: {
      storefront: {
        redirectUris: [],
        uses: { books: ["books_read"] },
        adminConsent: [],
        secret: { rotation: 1, expires: "180d" },
      },
    },
  };
  const withUnlisted = (model: AccessModel) => {
    if (model.apis.books) model.apis.books.operations["GET /x"] = { permissions: [], unlisted: true };
  };
  const now = changed((model) => {
    withUnlisted(model);
    Object.assign(model.apis.books ?? {}, { assigned: [ids.grace] });
    model.principals = { [ids.grace]: { kind: "user", name: "grace@taylordean.example" } };
  });
  const state = JSON.parse(deployedState(changed(withUnlisted))) as {
    deployment: { resources: { outputs: object }[] };
  };
  state.deployment.resources[0] = {
    ...(state.deployment.resources[0] as { outputs: object }),
    outputs: {
      access: old,
      apis: {
        books: {
          assigned: { users: { "ada@old.example": ids.ada }, groups: { "Old librarians": ids.librarians } },
        },
        orders: {},
      },
    },
  };
  const { out } = await run({ state: JSON.stringify(state), preview: previewLog(now) });
  expect(out).toContain("Group `Old librarians` and user `ada@old.example` **lose** `GET /books` of `books`");
  expect(out).not.toMatch(/is new|is taken out/);
  expect(out).not.toContain("/x");
});

test("operations that a state's output of version 2 knows of stay what they were", async () => {
  const unlisted = changed(({ apis }) => {
    Object.assign(apis.books?.operations ?? {}, { "GET /x": { permissions: [], unlisted: true } });
  });
  const { out } = await run({ state: deployedState(unlisted), preview: previewLog(unlisted) });
  expect(out).toContain("No changes in `dev`");
});
