import { expect, test } from "@jest/globals";
import { secretFor } from "../../../cli/invoke/invoke.ts";
import { guideOutputs } from "../outputs.ts";

const { storefront } = guideOutputs().connections;

test("the stack's secret, or that of a client that keeps its own from the environment", () => {
  expect(secretFor(storefront, "storefront", {})).toBe(storefront.clientSecret);
  const external = { ...storefront, secret: "external" as const, clientSecret: "" };
  expect(secretFor(external, "storefront", { INVOKE_CLIENT_SECRET: "kept" })).toBe("kept");
  expect(() => secretFor(external, "storefront", {})).toThrow(
    'The client "storefront" keeps a secret that this stack did not make (secret: external), so the stack does not know it.',
  );
});
