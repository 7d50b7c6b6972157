import { describe, expect, test } from "@jest/globals";
import { earlierSecrets, History } from "../../../program/history/index.ts";
import { guideConfig } from "../../settings/fixture.ts";
import { compare, nothing, renamed, resolved, state } from "./fixture.ts";

describe("the secrets of a client", () => {
  const secret = (rotation: number, expires = "180d", more: object = {}) => ({
    ...guideConfig({ storefront: { secret: { rotation, expires } } }),
    ...more,
  });

  test("a date that has passed is refused where a secret is to be made, and does no harm to one that exists", () => {
    const past = "2026-11-24";
    expect(compare(secret(1, past), []).problems).toEqual([
      "choreo-azuread:clients.storefront.secret.expires: 2026-11-24 has passed, and a secret is to be made; give a date within the next 24 months, or a duration like 180d",
    ]);
    expect(compare(secret(1, past), state())).toEqual(nothing);
    expect(compare(secret(2, past), state()).problems).toHaveLength(1);
    expect(compare(secret(2, "2026-11-25"), state())).toEqual(nothing);
  });

  test("a rotation never goes down: the secret in use would be deleted", () => {
    expect(compare(secret(1), state({ rotations: [1, 2] })).problems).toEqual([
      expect.stringMatching(
        /^choreo-azuread:clients\.storefront\.secret\.rotation: found 1, but the secret of rotation 2 exists/,
      ),
    ]);
    expect(compare(secret(2), state({ rotations: [1, 2] }))).toEqual(nothing);
    expect(compare(secret(3), state({ rotations: [1, 2] }))).toEqual(nothing);
  });

  const revoking = (rotation: number, revoked: number, more = {}) => ({
    ...guideConfig({ storefront: { secret: { rotation, revoked } } }),
    ...more,
  });

  test.each([
    ["a first secret stands alone, whatever its number", [], 3, 0, { previous: 0, ending: [] }],
    ["one is beside the newest", [1], 2, 0, { previous: 1, ending: [] }],
    ["the latest one, where numbers are skipped", [1], 5, 0, { previous: 1, ending: [] }],
    ["one, and earlier ones end", [1, 2], 3, 0, { previous: 2, ending: [1] }],
    ["once it is there", [1, 2], 2, 0, { previous: 1, ending: [] }],
    ["one that is gone does not come back", [2], 2, 0, { previous: 0, ending: [] }],
    ["revoked", [1, 2], 2, 1, { previous: 0, ending: [1] }],
    ["a revocation of long ago spares the next one", [2], 3, 1, { previous: 2, ending: [] }],
    ["revoked in the same breath", [1], 2, 1, { previous: 0, ending: [1] }],
  ] as const)("what becomes of earlier ones: %s", (_, rotations, rotation, revoked, expected) => {
    const history = new History(state({ rotations: [...rotations] }));
    const { storefront } = resolved(revoking(rotation, revoked)).clients;
    expect(earlierSecrets(history, "storefront", storefront as never)).toEqual(expected);
  });

  test("a state that cannot be read is taken to have the one before", () => {
    const { storefront } = resolved(revoking(2, 0)).clients;
    expect(earlierSecrets(undefined, "storefront", storefront as never)).toEqual({ previous: 1, ending: [] });
  });

  test("a revocation is told while there is something to revoke", () => {
    const notices = [
      "Client storefront: the secret of rotation 1 is revoked and removed: whoever still uses it gets AADSTS7000215.",
    ];
    expect(compare(revoking(2, 1), state({ rotations: [1, 2] }))).toEqual({ problems: [], notices });
    expect(compare(revoking(2, 1), state({ rotations: [2] }))).toEqual(nothing);
  });

  test("a protected one is revoked only after the next one has been made", () => {
    const protect = { protect: true };
    expect(compare(revoking(2, 1, protect)).problems).toEqual([
      expect.stringMatching(
        /secret\.revoked: found 1; with "protect".*Leave 0, run pulumi up, then revoke it/,
      ),
    ]);
    expect(compare(revoking(2, 1, protect), state({ rotations: [1, 2] })).problems).toEqual([]);
    expect(compare(revoking(3, 0, protect))).toEqual(nothing);
  });

  test("a client that got another key keeps its secrets", () => {
    const raw = renamed({ client: ["shop", { formerly: "storefront", secret: { rotation: 1 } }] });
    expect(compare(raw, state({ rotations: [1, 2] })).problems).toHaveLength(1);
  });
});
