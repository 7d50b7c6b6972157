import { expect, test } from "@jest/globals";
import { creationNotice } from "../../program/rotationNotice.ts";

const endDate = "2027-05-23T00:00:00Z";

test("the first secret of a client is nothing to talk about", () => {
  expect(creationNotice("storefront", { rotation: 1, endDate }, 1)).toBeUndefined();
});

test("a rotation says what is made, how long it lives, and what stays", () => {
  expect(creationNotice("storefront", { rotation: 2, endDate }, 2)).toEqual({
    level: "info",
    text: "Client storefront: its secret rotates. A new one (rotation 2) is made, valid until 2027-05-23; the one of rotation 1 stays valid until the next rotation.",
  });
});

test("a later one says that earlier ones go", () => {
  expect(creationNotice("storefront", { rotation: 3, endDate }, 3)?.text).toContain(
    "rotation 2 stays valid until the next rotation; earlier ones are removed.",
  );
});

test("a rotation that was skipped is a warning", () => {
  expect(creationNotice("storefront", { rotation: 3, endDate }, 2)).toEqual({
    level: "warn",
    text: expect.stringContaining("raise the rotation by one at a time"),
  });
});
