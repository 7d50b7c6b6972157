import { expect, test } from "@jest/globals";
import { creationNotice, removedNotice } from "../../program/rotationNotice.ts";

const notice = (rotation: number, previous: number, ...ending: number[]) =>
  creationNotice("storefront", { rotation, endDate: "2027-05-23T00:00:00Z", previous, ending });

test("the first secret of a client is nothing to talk about, whatever its number", () => {
  expect(notice(1, 0)).toBeUndefined();
  expect(notice(4, 0)).toBeUndefined();
});

test("a rotation says what is made, how long it lives, and what stays", () => {
  expect(notice(2, 1)).toEqual({
    level: "info",
    text: "Client storefront: its secret rotates. A new one (rotation 2) is made, valid until 2027-05-23; the one of rotation 1 stays valid until the next rotation, or until secret.revoked is 1.",
  });
});

test("a later one says which go", () => {
  expect(notice(3, 2, 1)?.text).toMatch(
    /rotation 2 stays valid until the next rotation, .*; removed, and of no use at once: rotation 1\.$/,
  );
});

test("a rotation that leaves no secret beside the new one is a warning", () => {
  expect(notice(2, 0, 1)).toEqual({
    level: "warn",
    text: "Client storefront: its secret rotates. A new one (rotation 2) is made, valid until 2027-05-23; removed, and of no use at once: rotation 1.",
  });
});

test("an earlier secret is not made again for the application that had it, and is for another one", () => {
  const earlier = { previous: 1, ending: [], previousOf: "/applications/a" };
  expect(removedNotice("storefront", earlier, "/applications/a")).toMatch(
    /somebody removed the secret of rotation 1 .* nobody would hold it/,
  );
  expect(removedNotice("storefront", earlier, "/applications/b")).toBeUndefined();
  expect(removedNotice("storefront", { previous: 1, ending: [] }, undefined)).toBeUndefined();
});
