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
    expect(signInAdvice("AADSTS53003", target(["books_read"], ["books_add"]))).toBe(
      entraErrors.AADSTS53003?.advice,
    );
    expect(signInAdvice("AADSTS1", target(["books_add"]))).toBeUndefined();
    expect(signInAdvice(undefined, target(["books_add"]))).toBeUndefined();
  });
});

describe("what the stack says is looked at first", () => {
  const used = () => target(["books_add"]);
  const changed = (change: (target: ReturnType<typeof used>) => unknown) => {
    const here = used();
    change(here);
    return here;
  };
  const external = changed(({ connection }) => Object.assign(connection, { secret: "external" }));
  const withRoles = changed(({ api }) =>
    Object.assign(api, { roles: { clerk: { roleId: "", principals: [] } } }),
  );
  const young = changed(({ connection }) =>
    Object.assign(connection, { clientSecretStarts: new Date().toISOString() }),
  );
  const off = changed(({ api }) => Object.assign(api.scopes.books_add as object, { enabled: false }));

  test.each<[string, ReturnType<typeof used> & { user?: string }, RegExp]>([
    ["AADSTS50011", used(), /^The stack has it, .* changed by hand: run .* up --refresh/],
    ["AADSTS50105", { ...used(), user: "ADA@taylordean.example" }, /^ADA@\S+ is assigned .* gone: run /],
    [
      "AADSTS50105",
      { ...withRoles, user: "eve@taylordean.example" },
      /one of the API's roles \(clerk\) under apis\.books\.roles/,
    ],
    ["AADSTS65005", used(), /^The settings list it, .* changed by hand: run /],
    ["AADSTS65005", target(["books_read"], ["books_add"]), /^The client does not use books_add\./],
    ["AADSTS650053", off, /^books_add is switched off: take enabled: false out of apis\.books\.permissions /],
    ["AADSTS7000215", external, /^The client keeps its own secret .* INVOKE_CLIENT_SECRET/],
    ["AADSTS7000222", external, /^The client keeps its own secret .* not ended/],
    ["AADSTS700016", young, /^The client may be seconds old: .* in a minute\. If .* run .* up --refresh/],
  ])("%s", (code, here, advice) => expect(signInAdvice(code, here)).toMatch(advice));

  test.each(["AADSTS50105", "AADSTS650053", "AADSTS700016", "AADSTS7000215", "AADSTS7000222"])(
    "%s is told as the page has it where the stack explains nothing",
    (code) => expect(signInAdvice(code, used())).toBe(entraErrors[code]?.advice),
  );
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

describe("a quota is used up", () => {
  const shared = () => {
    const outputs = guideOutputs();
    const access = { apis: {}, clients: { storefront: { applicationOf: "web" } } };
    Object.assign(outputs, { access });
    return resolveTarget(outputs, { client: "storefront", api: "books", operation: "POST /books" });
  };
  test.each([
    ["900803", "application.throttlingPolicy"],
    ["900804", "subscriptionPolicies.books"],
  ])("%s: the plan is that of the client whose application it is", (code, setting) => {
    for (const [client, here] of [
      ["storefront", target(["books_add"])],
      ["web", shared()],
    ] as const)
      expect(callAdvice(code, here)).toBe(
        `Wait, or set clients.${client}.${setting} to a larger plan and run pulumi up.`,
      );
  });
});
