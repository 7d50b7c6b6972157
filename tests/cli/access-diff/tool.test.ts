import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { AccessModel } from "../../../access/index.ts";
import { accessDiffTool } from "../../../cli/access-diff/tool.ts";
import { exitCodes } from "../../../cli/shared/errors.ts";
import { runTool } from "../../../cli/shared/run.ts";
import { listening } from "../listening.ts";
import { booksModel, changed, grant, ids } from "./models.ts";
import {
  deployedState,
  eventLog,
  exportedState,
  outputsEvent,
  previewLog,
  stepEvent,
  summaryEvent,
} from "./recorded.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "access-diff-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

const application = "azuread:index/application:Application";
const someResource = { urn: "urn:pulumi:dev::p::x:y:Z::z", type: application, custom: true, outputs: {} };
const after = changed((model) => grant(model, "books_add"));

interface Input {
  state?: string;
  preview?: string;
  args?: string[];
  env?: NodeJS.ProcessEnv;
}

async function run({
  state = deployedState(booksModel()),
  preview = previewLog(after),
  args = [],
  env = {},
}: Input) {
  const [stateFile, previewFile] = [join(folder, "state.json"), join(folder, "preview.jsonl")];
  await Promise.all([writeFile(stateFile, state), writeFile(previewFile, preview)]);
  const { terminal, said } = listening();
  const all = ["--stack", "dev", "--preview-file", previewFile, "--state-file", stateFile, ...args];
  const exitCode = await runTool(
    () => accessDiffTool(all, { terminal, env, now: new Date("2026-06-01") }),
    terminal,
  );
  return { exitCode, ...said };
}

test("from recorded files: the summary on standard output", async () => {
  const { exitCode, out } = await run({});
  expect(exitCode).toBe(exitCodes.ok);
  expect(out).toContain(
    "- Client `storefront` **gains** `books_add` on `GET /books` and `POST /books` of `books`, granted for everybody.",
  );
});

test("as JSON, into a file", async () => {
  const file = join(folder, "diff.json");
  const { exitCode, out } = await run({ args: ["--json", "--output", file] });
  expect([exitCode, out]).toEqual([exitCodes.ok, ""]);
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({
    version: 2,
    stack: "dev",
    environment: "dev",
  });
});

test("names of changed properties, never their values", async () => {
  const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "[secret]",
  };
  const permissions = "pulumi-nodejs:dynamic/choreo:ApiPermissions";
  const { out } = await run({
    preview: previewLog(
      booksModel(),
      stepEvent("update", permissions, "books", {
        old: { inputs: { operations: { "POST /books": ["hush-a"], same: [1] }, __provider: "hush-code" } },
        new: { inputs: { operations: { "POST /books": ["hush-b"], same: [1] }, __provider: "hush-new" } },
      }),
      stepEvent(
        "update",
        application,
        "books",
        { old: { inputs: { displayName: "hush-c" } }, new: { inputs: { displayName: "hush-d" } } },
        {
          diffs: ["api", "displayName"],
          detailedDiff: { "api.oauth2PermissionScopes[0].value": { diffKind: "update" }, displayName: {} },
        },
      ),
      stepEvent("update", "x:y/z:Vault", "v", {
        old: { inputs: { pin: secret } },
        new: { inputs: { pin: secret } },
      }),
    ),
  });
  expect(out).toContain('| update | `choreo:ApiPermissions` | `books` | `operations["POST /books"]` |');
  expect(out).toContain(
    "| update | `azuread:Application` | `books` | `api.oauth2PermissionScopes`, `displayName` |",
  );
  expect(out).toContain("| update | `x:Vault` | `v` | `pin (secret)` |");
  expect(out).not.toContain("hush");
});

test("what an argument puts, or will put, into another control plane was not looked at", async () => {
  const choreo = "pulumi-nodejs:dynamic/choreo:Application";
  const inputs = { controlPlane: { organization: "berlin" } };
  const stepsOf = (op: string, name: string, side: object) => stepEvent(op, choreo, name, { new: side });
  const state = JSON.parse(deployedState(booksModel()));
  state.deployment.resources.push({
    ...{ urn: `urn:pulumi:dev::p::${choreo}::kiosk`, type: choreo, custom: true, outputs: inputs },
  });
  const { out } = await run({
    state: JSON.stringify(state),
    preview: previewLog(
      booksModel(),
      stepsOf("create", "desk", { inputs }),
      stepsOf("same", "kiosk", { inputs }),
      stepsOf("same", "here", {}),
    ),
  });
  expect(out).toContain(
    "The argument `controlPlane` puts `desk` and `kiosk` into another control plane, which was not looked at:",
  );
  expect((await run({})).out).not.toContain("controlPlane");
});

test("a replacement is one row, whatever its steps; providers, components and what stays are none", async () => {
  const idpKey = "pulumi-nodejs:dynamic/choreo:IdpKey";
  const sides = { old: { inputs: { consumerKey: "1" } }, new: { inputs: { consumerKey: "2" } } };
  const { out } = await run({
    preview: previewLog(
      booksModel(),
      stepEvent("delete-replaced", idpKey, "k", { old: sides.old }),
      stepEvent("replace", idpKey, "k", sides),
      stepEvent("create-replacement", idpKey, "k", sides),
      stepEvent("same", application, "same", { old: {}, new: {} }),
      stepEvent("update", "pulumi:providers:azuread", "default", { old: {}, new: { inputs: { a: 1 } } }),
      stepEvent("create", "choreo-azuread:index:ChoreoApi", "books", { new: { custom: false } }),
    ),
  });
  expect(out.split("\n").filter((line) => line.startsWith("| "))).toEqual([
    "| | type | name | changed properties |",
    "| **replace** | `choreo:IdpKey` | `k` | `consumerKey` |",
  ]);
  expect(out).toContain(
    "`choreo:IdpKey` `k` is **replaced** because of `consumerKey`: the gateway doesn't know",
  );
});

test("protection that ends is told of what stays, not of what goes", async () => {
  const { out } = await run({
    preview: previewLog(
      booksModel(),
      stepEvent("same", application, "books", { old: { protect: true }, new: {} }),
      stepEvent("delete", application, "reports", { old: { protect: true } }),
      // As an import leaves it until the first up.
      stepEvent("same", "azuread:index/appRoleAssignment:AppRoleAssignment", "ada", {
        old: { protect: true },
        new: {},
      }),
    ),
  });
  expect(out).toContain("**Protection ends** for `azuread:Application` `books`:");
  expect(out).not.toMatch(/Protection ends.*(reports|ada)/);
});

test("an empty state: everything is new", async () => {
  const { exitCode, out } = await run({ state: JSON.stringify({ version: 3, deployment: {} }) });
  expect(exitCode).toBe(exitCodes.ok);
  expect(out).toContain("> Nothing is deployed yet: everything below is new.");
});

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
    expect(out).toContain("> A run was cut off while it worked on `books-x`");
  });
});

test("what gives access to something that is not known here is named", async () => {
  const assignment = "azuread:index/appRoleAssignment:AppRoleAssignment";
  const inputs = { principalObjectId: ids.eve, resourceObjectId: "elsewhere", appRoleId: "role" };
  const { out } = await run({
    preview: previewLog(booksModel(), stepEvent("create", assignment, "by-hand", { new: { inputs } })),
  });
  expect(out).toContain("> What `by-hand` gives is not told below");
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
    Object.assign(model.apis.books ?? {}, { assigned: [ids.librarians] });
    delete model.principals[ids.ada];
  });
  const state = JSON.parse(deployedState(changed(withUnlisted))) as {
    deployment: { resources: { outputs: object }[] };
  };
  state.deployment.resources[0] = {
    ...(state.deployment.resources[0] as { outputs: object }),
    outputs: {
      access: old,
      apis: { books: { assigned: { users: { "ada@old.example": ids.ada }, groups: {} } } },
    },
  };
  const { out } = await run({ state: JSON.stringify(state), preview: previewLog(now) });
  expect(out).toContain("- User `ada@old.example` **loses** `GET /books` of `books`");
  expect(out).not.toContain("/x");
});

test.each([
  [0, "has version 0, which this checkout does not know"],
  [3, "this checkout understands 2"],
])("a model of version %d ends with its own exit code", async (version, message) => {
  const { exitCode, err } = await run({ state: exportedState({ ...booksModel(), version }, someResource) });
  expect(exitCode).toBe(exitCodes.state);
  expect(err).toContain(message);
});

test("a model of another shape names the places, not the values", async () => {
  const broken = { ...booksModel(), clients: { storefront: { redirectUris: "hush" } } };
  const { exitCode, err } = await run({ state: exportedState(broken, someResource) });
  expect(exitCode).toBe(exitCodes.state);
  expect(err).toContain("access.clients.storefront.redirectUris");
  expect(err).not.toContain("hush");
});

test("a failed preview passes its message on, without values", async () => {
  const error = (message: string) => ({ diagnosticEvent: { severity: "error", message: `${message}\n` } });
  const { exitCode, err } = await run({
    preview: eventLog(
      error("choreo:Application resource 'x': property name value {hush\nhush} has a problem: too long"),
      error("token endpoint answered: client_secret=hush-secret&grant_type=x"),
      error("refused hush-token-in-env"),
      error("Authorization: Bearer hush.abc"),
      outputsEvent(booksModel()),
      summaryEvent,
    ),
    env: { CHOREO_TOKEN: "hush-token-in-env" },
  });
  expect(exitCode).toBe(exitCodes.preview);
  expect(err).toContain('The preview of "dev" failed:');
  expect(err).toContain("property name has a problem: too long");
  expect(err).not.toContain("hush");
});

test("a violated mandatory policy is a failed preview, an advisory one is not", async () => {
  const policy = (enforcementLevel: string) => ({
    policyEvent: { policyName: "https-redirects", enforcementLevel, message: "no http" },
  });
  const bad = await run({ preview: eventLog(policy("mandatory"), outputsEvent(after), summaryEvent) });
  expect([bad.exitCode, bad.err]).toEqual([
    exitCodes.preview,
    expect.stringContaining("policy https-redirects: no http"),
  ]);
  const good = await run({ preview: eventLog(policy("advisory"), outputsEvent(after), summaryEvent) });
  expect(good.exitCode).toBe(exitCodes.ok);
});

test("a log that ends early is not mistaken for one without changes", async () => {
  const { exitCode, err } = await run({ preview: eventLog(outputsEvent(after)) });
  expect([exitCode, err]).toEqual([exitCodes.preview, expect.stringContaining("ended before")]);
});

test.each([
  ["the document of plain --json", { preview: '{\n  "steps": []\n}' }, "Line 1 of"],
  ["no state", { state: "nonsense" }, "is no Pulumi state"],
  ["an unknown option", { args: ["--format", "json"] }, "unknown option '--format'"],
  ["a number of days that is none", { args: ["--expiry-days", "soon"] }, "whole number of days"],
])("%s is a usage error", async (_, input: Input, message) => {
  const { exitCode, err } = await run(input);
  expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining(message)]);
});

test("a file that isn't there is named", async () => {
  const { exitCode, err } = await run({ args: ["--state-file", join(folder, "none.json")] });
  expect([exitCode, err]).toEqual([exitCodes.usage, expect.stringContaining("none.json: ENOENT")]);
});

test("a policy configuration that no rule has is told before any preview", async () => {
  const file = join(folder, "policies.json");
  await writeFile(file, JSON.stringify({ "secret-lifetme": { maximumDays: 90 } }));
  const { terminal, said } = listening();
  const stateFile = join(folder, "state.json");
  await writeFile(stateFile, exportedState(booksModel(), someResource));
  const args = ["--stack", "dev", "--state-file", stateFile, "--policy-pack", "policies"];
  const run = (...more: string[]) =>
    runTool(() => accessDiffTool([...args, ...more], { terminal, env: { PATH: folder } }), terminal);
  expect(await run("--policy-pack-config", file)).toBe(exitCodes.usage);
  expect(said.err).toContain("cannot configure the policies:\n  secret-lifetme: there is no such rule");
  expect(await run("--policy-pack-config", "nosuch.json")).toBe(exitCodes.usage);
  expect(said.err).toContain("Can't read nosuch.json");
});
