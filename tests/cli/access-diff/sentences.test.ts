import { describe, expect, test } from "@jest/globals";
import {
  clientSentence,
  headline,
  ownerSentence,
  peopleSentence,
  replacementSentence,
  roleSentence,
} from "../../../cli/access-diff/sentences.ts";
import type { AccessDiff, PermissionChange, Subject } from "../../../cli/access-diff/types.ts";
import { nothing, step } from "./models.ts";

const client: PermissionChange = {
  direction: "gains",
  client: "shops",
  api: "books",
  permission: "add",
  operations: ["POST /books"],
  way: "granted",
  declared: true,
};
const ada: Subject = { kind: "user", name: "ada" };
const group: Subject = { kind: "group", name: "Clerks" };

describe("what a client can", () => {
  test.each<[Partial<PermissionChange>, string]>([
    [{}, "Client `shops` **gains** `add` on `POST /books` of `books`, granted for everybody."],
    [{ way: "preAuthorized" }, "Client `shops` **gains** `add` on `POST /books` of `books`, pre-authorised."],
    [
      { way: "obtainable" },
      "Client `shops` **gains** `add` on `POST /books` of `books`, by asking each person.",
    ],
    [
      { way: "obtainable", declared: false },
      "Client `shops` **gains** `add` on `POST /books` of `books`, by asking each person, though it does not list it.",
    ],
    [
      { way: "obtainable", declared: false, direction: "loses" },
      "Client `shops` **loses** `add` on `POST /books` of `books`, by asking each person, though it did not list it.",
    ],
    [
      { way: "askedOfAdmins" },
      "Client `shops` **gains** `add` on `POST /books` of `books`, **once an administrator consents**.",
    ],
    [
      { way: "askedOfAdmins", direction: "loses" },
      "Client `shops` **loses** `add` on `POST /books` of `books`, if an administrator has consented to it.",
    ],
    [{ operations: [] }, "Client `shops` **gains** `add` on no operation of `books`, granted for everybody."],
    [
      { way: undefined, at: "Default" },
      "Client `shops` **gains** `add` on `POST /books` of `books` in `Default`.",
    ],
    [
      { permission: undefined, way: undefined },
      "Client `shops` **gains** `POST /books` of `books`, which needs no permission: any token will do, also one without a person.",
    ],
  ])("%j", (change, sentence) => expect(clientSentence([{ ...client, ...change }])).toBe(sentence));

  test("several with the same", () => {
    expect(clientSentence([client, { ...client, client: "desk" }])).toBe(
      "Clients `shops` and `desk` **gain** `add` on `POST /books` of `books`, granted for everybody.",
    );
    const lost = { ...client, direction: "loses" as const };
    expect(clientSentence([lost, { ...lost, client: "desk" }])).toBe(
      "Clients `shops` and `desk` **lose** `add` on `POST /books` of `books`, granted for everybody.",
    );
  });
});

describe("ownership", () => {
  const change = { direction: "gains" as const, subjects: [ada], apis: ["books"], clients: ["shop"] };
  test.each([
    [
      change,
      "User `ada` **gains ownership** of the registrations of API `books` and client `shop`: an owner needs no role to make secrets and change redirect URIs, and so act as the client, or change scopes and let clients in without consent.",
    ],
    [
      { ...change, apis: [] },
      "User `ada` **gains ownership** of the registration of client `shop`: an owner needs no role to make secrets and change redirect URIs, and so act as the client.",
    ],
    [
      { ...change, clients: [], subjects: [ada, { kind: "deployer" as const, name: "d" }] },
      "User `ada` and the deploying identity `d` **gain ownership** of the registration of API `books`: an owner needs no role to change scopes and let clients in without consent.",
    ],
    [
      {
        ...change,
        direction: "loses" as const,
        clients: [],
        subjects: [{ kind: "unknown" as const, name: "0a" }],
      },
      "Object id `0a` **loses ownership** of the registration of API `books`.",
    ],
  ])("%#", (given, sentence) => expect(ownerSentence(given)).toBe(sentence));
});

describe("what people can", () => {
  const change = {
    direction: "gains" as const,
    api: "books",
    operations: ["POST /books"],
    subjects: [ada],
    through: ["shop"],
    ifAdminConsented: false,
    exceptMembersOf: [],
    exceptWhoConsented: false,
  };
  test.each([
    [change, "User `ada` **gains** `POST /books` of `books` (through `shop`)."],
    [
      { ...change, ifAdminConsented: true, exceptMembersOf: ["Clerks"] },
      "User `ada` **gains** `POST /books` of `books` (through `shop`), if an administrator has consented, if not before as a member of `Clerks`.",
    ],
    [
      {
        ...change,
        direction: "loses" as const,
        exceptMembersOf: ["Clerks"],
        exceptWhoConsented: true,
        at: "Staging",
      },
      "User `ada` **loses** `POST /books` of `books` in `Staging` (through `shop`), unless as a member of `Clerks`, but who has consented before keeps it.",
    ],
    [
      { ...change, subjects: [{ kind: "anyone" as const }], through: [] },
      "Anyone, without a token, **gains** `POST /books` of `books`.",
    ],
    [
      { ...change, subjects: [{ kind: "everyone" as const }, group], operations: ["A", "B"] },
      "Everyone in the tenant and group `Clerks` **gain** `A` and `B` of `books` (through `shop`).",
    ],
  ])("%#", (given, sentence) => expect(peopleSentence(given)).toBe(sentence));

  test("a role", () => {
    const role = { direction: "loses" as const, api: "books", role: "clerk", subjects: [ada, group] };
    expect(roleSentence(role)).toBe("User `ada` and group `Clerks` **lose** the role `clerk` of `books`.");
  });
});

test("what is replaced, for a reason or none that is known", () => {
  const one = { type: "choreo:IdpKey", name: "shop", properties: ["keyType"], consequence: "calls fail" };
  expect(replacementSentence([one])).toBe(
    "`choreo:IdpKey` `shop` is **replaced** because of `keyType`: calls fail.",
  );
  expect(
    replacementSentence([
      { ...one, properties: [] },
      { ...one, name: "desk", properties: [] },
    ]),
  ).toBe("`choreo:IdpKey` `shop` and `desk` are **replaced**: calls fail.");
});

describe("the headline", () => {
  const of = (changes: Partial<AccessDiff>) => headline({ ...nothing, ...changes });
  const people = (direction: "gains" | "loses", ...subjects: Subject[]) => ({
    direction,
    api: "books",
    operations: ["POST /books"],
    subjects,
    through: [],
    ifAdminConsented: false,
    exceptMembersOf: [],
    exceptWhoConsented: false,
  });
  const owners = (direction: "gains" | "loses", clients: string[], ...subjects: Subject[]) => ({
    direction,
    subjects,
    apis: ["books"],
    clients,
  });
  const fact = { weight: 1, sentence: "x" };
  const replaced = { type: "t", name: "n", properties: [], consequence: "c" };

  test.each<[Partial<AccessDiff>, string]>([
    [{}, "Nobody gains or loses access. No resource changes."],
    [
      { replacements: [replaced] },
      "Nobody gains or loses access for good, but what is replaced interrupts it. No resource changes.",
    ],
    [{ clients: [client] }, "1 client gains access. No resource changes."],
    [{ clients: [client, { ...client, permission: "x" }] }, "1 client gains access. No resource changes."],
    [
      { clients: [client, { ...client, client: "desk" }], people: [people("gains", ada, ada)] },
      "2 clients and 1 user gain access. No resource changes.",
    ],
    [
      { people: [people("loses", { kind: "everyone" })] },
      "everyone in the tenant loses access. No resource changes.",
    ],
    [
      { people: [people("gains", { kind: "anyone" })] },
      "anyone without a token gains access. No resource changes.",
    ],
    [
      {
        people: [
          people("gains", group, { kind: "application", name: "a" }, { kind: "unknown", name: "u" }),
          people("loses", ada, { kind: "user", name: "eve" }),
        ],
      },
      "1 group, 1 application and 1 other principal gain access; 2 users lose access. No resource changes.",
    ],
    [
      { owners: [owners("gains", ["shop"], ada), owners("loses", [], ada, group)] },
      "1 owner gains 2 registrations; 2 owners lose 1 registration. No resource changes.",
    ],
    [
      {
        roles: [{ direction: "gains", api: "books", role: "clerk", subjects: [ada, group] }],
        scopes: [fact],
        rules: [fact, fact],
        secrets: [{ ...fact, stops: "a-1" }, { ...fact, stops: "a-1" }, fact],
      },
      "1 client secret stops working at once; 2 changes of role members; 1 change of scopes; 2 changes of APIs and clients. No resource changes.",
    ],
    [
      {
        secrets: [
          { ...fact, stops: "a-1" },
          { ...fact, stops: "b-1" },
        ],
        steps: [step(), step({ op: "create" })],
      },
      "2 client secrets stop working at once. Resources: 1 to update, 1 to create.",
    ],
  ])("%#", (changes, words) => expect(of(changes)).toBe(words));
});
