import { describe, expect, test } from "@jest/globals";
import type { AccessModel } from "../../../access/index.ts";
import { compare } from "../../../cli/access-diff/compare.ts";
import { headline } from "../../../cli/access-diff/sentences.ts";
import type { ResourceStep } from "../../../cli/access-diff/types.ts";
import { booksModel, changed, comparison, step } from "./models.ts";

const sentences = (facts: { sentence: string }[]) => facts.map(({ sentence }) => sentence);
const model = (after: AccessModel) => compare(comparison({ before: booksModel(), after }));

describe("secrets", () => {
  const password = {
    token: "azuread:index/applicationPassword:ApplicationPassword",
    type: "azuread:ApplicationPassword",
    name: "storefront-secret-1",
    urn: "urn:1",
  };

  const rotated = changed(({ clients }) => {
    if (clients.storefront) clients.storefront.secret.rotation = 2;
  });
  const old = { name: "storefront-1", urn: "urn:1", expires: "2026-09-01T00:00:00Z" };
  const made = step({ ...password, op: "create", name: "storefront-2", urn: "urn:2" });
  const rotation = (...steps: ResourceStep[]) =>
    sentences(compare(comparison({ after: rotated, secrets: [old], steps })).secrets);

  test("a rotation is one sentence, with the end of the old one", () => {
    expect(rotation(made)).toEqual([
      "The secret of client `storefront` **rotates** (`1` to `2`): hand out the new one. The old one works until 2026-09-01 or the next rotation, whichever is first.",
    ]);
  });

  test("a client that keeps a secret of its own, and one that gets one of the stack", () => {
    const external = changed(({ clients }) => {
      if (clients.storefront) clients.storefront.secret = { rotation: 0, expires: "external" };
    });
    expect(sentences(model(external).secrets)).toEqual([
      "Client `storefront` has to have a secret of its own: this stack makes none for it any more.",
    ]);
    const back = compare(comparison({ before: external, after: booksModel() }));
    expect(sentences(back.secrets)).toEqual([
      "Client `storefront` gets a secret of this stack; those that it has stay.",
    ]);
  });

  test("a rotation that takes the old one away at once says so", () => {
    expect(rotation(made, step({ ...password, op: "delete", name: "storefront-1" }))).toEqual([
      "The secret of client `storefront` **rotates** (`1` to `2`): hand out the new one. The old one **stops working at once**.",
      "The client secret `storefront-1` is withdrawn: it **stops working at once**.",
    ]);
  });

  test("the headline counts secrets that stop, each once, and says nothing of those that go on", () => {
    const withdrawn = (name: string) => step({ ...password, op: "delete", name, urn: `urn of ${name}` });
    const words = (steps: ResourceStep[]) =>
      headline(compare(comparison({ after: rotated, secrets: [old], steps })));
    expect(words([made])).toBe("Nobody gains or loses access. Resources: 1 to create.");
    expect(words([made, withdrawn("storefront-1")])).toBe(
      "1 client secret stops working at once. Resources: 1 to delete, 1 to create.",
    );
    expect(headline(compare(comparison({ steps: [withdrawn("a-1"), withdrawn("b-1")] })))).toBe(
      "2 client secrets stop working at once. Resources: 2 to delete.",
    );
  });

  test("a secret that is made again without a rotation is told", () => {
    const again = step({ ...password, op: "create", name: "storefront-1" });
    expect(sentences(compare(comparison({ steps: [again] })).secrets)).toEqual([
      "A client secret is made: `storefront-1`.",
    ]);
  });

  test("one that is replaced stops, whether it rotates or not", () => {
    const replaced = step({ ...password, op: "replace", name: "storefront-1" });
    expect(compare(comparison({ secrets: [old], steps: [replaced] })).secrets).toEqual([
      {
        weight: 4,
        sentence: "The client secret `storefront-1` is replaced by a new one: it **stops working at once**.",
        stops: "storefront-1",
      },
    ]);
    const [first] = compare(comparison({ after: rotated, secrets: [old], steps: [made, replaced] })).secrets;
    expect(first).toMatchObject({
      sentence: expect.stringContaining("The old one **stops working at once**."),
      stops: "storefront-1",
    });
  });

  test("a rotation without the old one in the state, and one whose steps are of other clients", () => {
    const other = { ...old, name: "reports-1", urn: "urn:other" };
    const sentence = (secrets: (typeof old)[], ...steps: ResourceStep[]) =>
      sentences(compare(comparison({ after: rotated, secrets, steps })).secrets).find((each) =>
        each.includes("rotates"),
      );
    expect(sentence([other], made)).toContain("There is no old one in the state");
    const theirs = step({ ...password, op: "delete", urn: "urn:other", name: "reports-1" });
    expect(sentence([old, other], made, theirs)).toContain("The old one works until 2026-09-01");
    expect(sentence([old], made, step({ ...password, op: "update" }))).toContain("The old one works until");
  });

  test("the days before an end are counted to the day", () => {
    const ends = (expires: string, expiryDays = 7) =>
      sentences(compare(comparison({ secrets: [{ ...old, expires }], expiryDays })).secrets);
    expect(ends("2026-06-08T00:00:00Z")).toEqual([]);
    expect(ends("not a date")).toEqual([]);
    expect(ends("2026-06-07T23:00:00Z")).toEqual([
      "The client secret `storefront-1` expires on 2026-06-07, in 6 days.",
    ]);
    expect(ends("2026-06-01T00:00:00Z")).toEqual([
      "The client secret `storefront-1` expires on 2026-06-01, in 0 days.",
    ]);
    expect(ends("2026-05-31T23:59:00Z")).toEqual([
      "The client secret `storefront-1` **expired** on 2026-05-31.",
    ]);
    const going = step({ ...password, op: "replace", urn: "urn:1" });
    const soon = { ...old, expires: "2026-06-02T00:00:00Z" };
    expect(sentences(compare(comparison({ secrets: [soon], steps: [going] })).secrets)).toHaveLength(1);
    const changed = step({ ...password, op: "update", urn: "urn:1" });
    expect(sentences(compare(comparison({ secrets: [soon], steps: [changed] })).secrets)).toHaveLength(1);
  });

  test("another lifetime", () => {
    const diff = model(
      changed(({ clients }) => {
        if (clients.storefront) clients.storefront.secret.expires = "90d";
      }),
    );
    expect(sentences(diff.secrets)).toEqual([
      "New secrets of client `storefront` live `90d` (before: `180d`); those that exist keep their end.",
    ]);
  });

  test("one that ends soon or has ended is told; one that goes anyway is told only once", () => {
    const secrets = [
      { name: "soon", urn: "urn:soon", expires: "2026-06-08T12:00:00Z" },
      { name: "gone", urn: "urn:gone", expires: "2026-05-01T00:00:00Z" },
      { name: "later", urn: "urn:later", expires: "2026-09-01T00:00:00Z" },
      { name: "storefront-secret-1", urn: "urn:1", expires: "2026-06-02T00:00:00Z" },
    ];
    const diff = compare(comparison({ secrets, steps: [step({ ...password, op: "delete" })] }));
    expect(sentences(diff.secrets)).toEqual([
      "The client secret `gone` **expired** on 2026-05-01.",
      "The client secret `soon` expires on 2026-06-08, in 7 days.",
      "The client secret `storefront-secret-1` is withdrawn: it **stops working at once**.",
    ]);
  });
});
