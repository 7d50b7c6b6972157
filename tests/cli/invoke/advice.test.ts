import { describe, expect, test } from "@jest/globals";
import { entraErrors } from "../../../cli/invoke/aadsts.ts";
import { callAdvice, signInAdvice } from "../../../cli/invoke/advice.ts";
import { gatewayCodes } from "../../../cli/invoke/gateway-codes.ts";
import { resolveTarget } from "../../../cli/invoke/target.ts";
import { guideOutputs } from "../outputs.ts";

/** A call of POST /books by a client that uses these permissions, asking for those. */
function target(uses: string[], asks?: string[], adminConsent = false) {
  const outputs = guideOutputs();
  Object.assign(outputs.connections.storefront.apis.books as object, { permissions: uses, adminConsent });
  return resolveTarget(outputs, {
    client: "storefront",
    api: "books",
    operation: "POST /books",
    scopes: asks,
  });
}

describe("consent is missing", () => {
  test.each(["AADSTS65001", "AADSTS90094"])("%s: because the client does not use the permission", (code) =>
    expect(signInAdvice(code, target(["books_read"], ["books_add"], true))).toBe(
      "The client does not use books_add. Add it under uses.books in the client's settings and run pulumi up, or leave it out of --scope.",
    ),
  );
  test("although adminConsent is set: its grant is gone", () =>
    expect(signInAdvice("AADSTS90094", target(["books_add"], undefined, true))).toMatch(
      /^adminConsent is set .* up --refresh --run-program --stack STACK\.$/,
    ));
  test("and adminConsent is not set: set it", () =>
    expect(signInAdvice("AADSTS90094", target(["books_add"]))).toBe(entraErrors.AADSTS90094?.advice));
  test("another code has its own advice, an unknown one none", () => {
    expect(signInAdvice("AADSTS50105", target(["books_read"], ["books_add"]))).toBe(
      entraErrors.AADSTS50105?.advice,
    );
    expect(signInAdvice("AADSTS1", target(["books_add"]))).toBeUndefined();
    expect(signInAdvice(undefined, target(["books_add"]))).toBeUndefined();
  });
});

describe("900910", () => {
  test("because the client uses nothing that opens the operation", () =>
    expect(callAdvice("900910", target(["books_read"]))).toMatch(
      /^The client uses none of them\. Add books_add /,
    ));
  test("because --scope left it out", () =>
    expect(callAdvice("900910", target(["books_add", "books_read"], ["books_read"]))).toBe(
      "Ask for books_add as well, or leave --scope out.",
    ));
  test("although it was asked for", () =>
    expect(callAdvice("900910", target(["books_add"]))).toBe(gatewayCodes["900910"]?.advice));
  test("other codes have their own advice", () => {
    expect(callAdvice("900908", target(["books_read"]))).toBe(gatewayCodes["900908"]?.advice);
    expect(callAdvice("1", target(["books_read"]))).toBe("npm run doctor finds the broken link.");
  });
});
