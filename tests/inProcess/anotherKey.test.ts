import { expect, test } from "@jest/globals";
import { guideStack, plain } from "../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../engine/harness.ts";
import { startSandbox } from "../engine/sandbox.ts";
import { sharedByTests } from "../lifetimes.ts";
import { withStack } from "./open.ts";

// What a run leaves that was cut off, and how it is taken in: tests/inProcess/leftovers.test.ts.

const sandbox = sharedByTests(startSandbox);

const config = plain(guideStack({ books: { adopt: true }, storefront: { adopt: true } }));

test(
  "an entry that got another key and kept its name is refused before anything; run once without it, and it is made anew",
  () =>
    withStack({ env: sandbox.env, config }, async (stack) => {
      const before = JSON.stringify(sandbox.entra.state());
      await stack.up();
      const { "choreo-azuread:clients": clients, ...rest } = plain(guideStack());
      const { storefront, ...others } = clients as Record<string, object>;
      const renamed = { ...others, shop: { ...storefront, displayName: "storefront" } };
      await stack.setConfig({ ...rest, "choreo-azuread:clients": renamed });
      const { output, exitCode } = await stack.preview({ mayFail: true });
      expect(exitCode).not.toBe(0);
      expect(output).toContain('clients.shop: would have the name "storefront (test)" in Azure');
      await stack.setConfig({ ...rest, "choreo-azuread:clients": others });
      await stack.up();
      await stack.setConfig({ ...rest, "choreo-azuread:clients": renamed });
      await stack.up();
      await stack.destroy();
      expect(JSON.stringify(sandbox.entra.state())).toBe(before);
    }),
  ENGINE_TIMEOUT,
);
