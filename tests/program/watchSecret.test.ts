import { expect, test } from "@jest/globals";
import { expiryWarning } from "../../program/watchSecret.ts";

const now = new Date("2026-11-24T10:00:00Z");
const at = (endDate: string, newest = true) =>
  expiryWarning("storefront", { rotation: 2, newest, endDate }, 30, now);

test("a secret with time to live is silent", () => expect(at("2026-12-25T00:00:00Z")).toBeUndefined());

test("one near its expiry says when, and what to set", () => {
  expect(at("2026-12-01T00:00:00Z")).toBe(
    "Client storefront: the secret of rotation 2 expires on 2026-12-01, in 6 days. Set choreo-azuread:clients.storefront.secret.rotation to 3: that makes a new one and keeps this one.",
  );
});

test("one that has expired says so", () =>
  expect(at("2026-11-01T00:00:00Z")).toContain("expired on 2026-11-01."));

test("the previous one asks its users to move on", () => {
  expect(at("2026-11-26T00:00:00Z", false)).toContain(
    "in 1 day. Whoever still uses it has to take the newer one",
  );
});

test("the previous one, once expired, is silent: nobody can use it any more", () => {
  expect(at("2026-11-23T00:00:00Z", false)).toBeUndefined();
});
