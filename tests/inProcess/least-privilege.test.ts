import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { azurePortal } from "../engine/azurePortal.ts";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { type Sandbox, startSandbox } from "../engine/sandbox.ts";
import { withStack } from "./open.ts";

// The table of docs/real-services.md: which Graph permission the deploying identity needs for which settings.
const ASSIGN = ["AppRoleAssignment.ReadWrite.All", "User.ReadBasic.All", "Group.Read.All"];
const CONSENT = ["DelegatedPermissionGrant.ReadWrite.All"];
const OWNED = "Application.ReadWrite.OwnedBy";

const nobody = { books: { assigned: undefined } };
const consent = { storefront: { adminConsent: true } };
const changed = {
  books_add: { description: "Add one book", consent: "admins" },
  books_read: { description: "Read books", consent: "users" },
};

let sandbox: Sandbox;
let permit: ReturnType<typeof azurePortal>["permit"];
beforeEach(async () => {
  sandbox = await startSandbox();
  ({ permit } = azurePortal(sandbox));
});
afterEach(() => sandbox.stop());

describe("enough:", () => {
  test.each([
    ["applications alone", [OWNED], nobody],
    ["everything", [OWNED, ...ASSIGN, ...CONSENT], consent],
  ])(
    "%s",
    async (_, permissions, settings: Parameters<typeof guideStack>[0] & object) => {
      const before = JSON.stringify(sandbox.entra.state());
      await permit(permissions);
      const seeded = JSON.stringify(sandbox.entra.state());
      await withStack({ config: plain(guideStack(settings)), env: sandbox.env }, async (stack) => {
        await stack.up();
        // It stays an owner of what it has made, else the next change is refused.
        const books = { ...settings.books, permissions: changed };
        await stack.setConfig(
          plain(
            guideStack({
              ...settings,
              books,
              storefront: { ...settings.storefront, secret: { rotation: 2 } },
            }),
          ),
        );
        const change = await stack.up();
        // A text of an enabled scope and a new secret, and nothing more.
        expect(
          change.steps.map(({ op, type, name }) => `${op} ${type.split(/[/:]/).at(-1)} ${name}`).sort(),
        ).toEqual([
          "create ApplicationPassword storefront-2",
          "update ApiDeployment books",
          "update ApiPermissions books",
          "update Application books",
        ]);
        expect((await stack.preview({ flags: ["--refresh", "--expect-no-changes"] })).steps).toEqual([]);
        await stack.destroy();
      });
      expect(JSON.stringify(sandbox.entra.state())).toBe(seeded);
      expect(seeded).not.toBe(before);
    },
    ENGINE_TIMEOUT,
  );
});

describe("too little:", () => {
  test.each([
    ["assigned, without the assignment", [OWNED, ...ASSIGN.slice(1)], {}, "Authorization_RequestDenied"],
    ["assigned, without reading users", [OWNED, ASSIGN[0], ASSIGN[2]], {}, "apis.books.assigned"],
    ["adminConsent, without the grant", [OWNED], { ...nobody, ...consent }, "Authorization_RequestDenied"],
    ["any, reading only", ["Application.Read.All"], nobody, "Authorization_RequestDenied"],
  ])(
    "%s",
    async (_, permissions, settings, message) => {
      await permit(permissions as string[]);
      await withStack({ config: plain(guideStack(settings)), env: sandbox.env }, async (stack) => {
        const run = await stack.up({ mayFail: true });
        expect(run.exitCode).not.toBe(0);
        expect(run.output).toContain(message);
        expect(run.output).toContain("403");
      });
    },
    ENGINE_TIMEOUT,
  );
});
