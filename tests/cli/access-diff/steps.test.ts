import { expect, test } from "@jest/globals";
import { booksModel, ids } from "./models.ts";
import { deployedState, previewLog, stepEvent } from "./recorded.ts";
import { useRecorded } from "./useRecorded.ts";

const { run } = useRecorded();
const application = "azuread:index/application:Application";

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

test("what gives access to something that is not known here is named", async () => {
  const assignment = "azuread:index/appRoleAssignment:AppRoleAssignment";
  const inputs = { principalObjectId: ids.eve, resourceObjectId: "elsewhere", appRoleId: "role" };
  const { out } = await run({
    preview: previewLog(booksModel(), stepEvent("create", assignment, "by-hand", { new: { inputs } })),
  });
  expect(out).toContain(
    "> What `by-hand` gives is not told below: it belongs to no API and client of this program.",
  );
});
