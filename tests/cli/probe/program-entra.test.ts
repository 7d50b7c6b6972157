import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { azurePortal } from "../../engine/azurePortal.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import { type Sandbox, startSandbox } from "../../engine/sandbox.ts";
import { withStack } from "../../inProcess/open.ts";

// What the program does where an assumption about Entra ID is false (docs/open-questions.md).

const OWNED = "Application.ReadWrite.OwnedBy";
const CONSENT = "DelegatedPermissionGrant.ReadWrite.All";
const ASSIGN = ["AppRoleAssignment.ReadWrite.All", "User.ReadBasic.All", "Group.Read.All"];

let sandbox: Sandbox;
let permit: ReturnType<typeof azurePortal>["permit"];
beforeEach(async () => {
  sandbox = await startSandbox();
  ({ permit } = azurePortal(sandbox));
});
afterEach(() => sandbox.stop());

const nobody = { books: { assigned: undefined } };
const withSettings = (settings: Parameters<typeof guideStack>[0], work: Parameters<typeof withStack>[1]) =>
  withStack({ config: plain(guideStack(settings)), env: sandbox.env }, work);

test(
  "E1: an identity that may not list applications makes none; with Application.Read.All the next run goes on",
  async () => {
    await permit([OWNED]);
    sandbox.entra.setSwitches({ ownedByMayList: false });
    await withSettings(nobody, async (stack) => {
      const failed = await stack.up({ mayFail: true });
      expect(failed.exitCode).not.toBe(0);
      expect(failed.output).toContain(
        "Whether a run that was cut off has left app registrations behind could not be looked up",
      );
      expect(failed.output).toContain("could not check for existing application(s)");
      await permit([OWNED, "Application.Read.All"]);
      await stack.up();
    });
  },
  ENGINE_TIMEOUT,
);

test(
  "E2: users without the names that were asked for are not found, and nothing is made",
  async () => {
    await permit([OWNED, ...ASSIGN]);
    sandbox.entra.setFaults([
      { match: { path: "/v1.0/users" }, times: 1000, then: { status: 200, body: { value: [{ id: "x" }] } } },
    ]);
    await withSettings({}, async (stack) => {
      const { exitCode, output } = await stack.up({ mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(output).toContain("apis.books.assigned");
    });
  },
  ENGINE_TIMEOUT,
);

test(
  "E4: what may not be made stops the run; with more permissions the next one goes on",
  async () => {
    await permit([OWNED]);
    sandbox.entra.setFaults([
      {
        match: { method: "POST", path: "/addPassword" },
        times: 1000,
        then: {
          status: 403,
          body: { error: { code: "Authorization_RequestDenied", message: "Insufficient privileges" } },
        },
      },
    ]);
    await withSettings(nobody, async (stack) => {
      const failed = await stack.up({ mayFail: true });
      expect(failed.exitCode).not.toBe(0);
      expect(failed.output).toContain("Authorization_RequestDenied");
      sandbox.entra.setFaults([]);
      await stack.up();
      expect((await stack.preview()).steps.filter(({ op }) => op !== "same")).toEqual([]);
    });
  },
  ENGINE_TIMEOUT,
);

test(
  "E5: a scope's name that Entra refuses stops the run with Graph's words",
  async () => {
    const error = { code: "Request_BadRequest", message: "Property value contains invalid characters." };
    sandbox.entra.setFaults([
      {
        match: { method: "POST", path: "/applications$" },
        times: 1000,
        then: { status: 400, body: { error } },
      },
    ]);
    await withSettings(nobody, async (stack) => {
      const { exitCode, output } = await stack.up({ mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(output).toContain(error.message);
    });
  },
  ENGINE_TIMEOUT,
);

test(
  "E6: a consent that needs more stops the run; with Directory.ReadWrite.All the next one goes on",
  async () => {
    await permit([OWNED, CONSENT]);
    sandbox.entra.setSwitches({ grantsNeed: "Directory.ReadWrite.All" });
    await withSettings({ ...nobody, storefront: { adminConsent: true } }, async (stack) => {
      const failed = await stack.up({ mayFail: true });
      expect(failed.exitCode).not.toBe(0);
      expect(failed.output).toContain("Authorization_RequestDenied");
      await permit([OWNED, CONSENT, "Directory.ReadWrite.All"]);
      await stack.up();
    });
  },
  ENGINE_TIMEOUT,
);
