import { expect, test } from "@jest/globals";
import { sharedWorld } from "./table.ts";

const world = sharedWorld();

test("keys are fetched once for many calls, and not before the first", async () => {
  expect(world().issuer.fetches()).toBe(0);
  for (let count = 0; count < 3; count++) expect(await world().call()).toMatchObject({ status: 200 });
  expect(world().issuer.fetches()).toBe(1);
});

test("they serve while the identity provider does not answer", async () => {
  await world().call();
  world().issuer.answer(false);
  expect(await world().call()).toMatchObject({ status: 200 });
});

test("a new key is fetched when the first token names it; the old one stays good", async () => {
  const { issuer } = world();
  const old = `Bearer ${await world().token()}`;
  await world().call();
  await issuer.makeKey("second");
  issuer.publish("first", "second");
  expect(await world().call()).toMatchObject({ status: 200 });
  expect(await world().call({ authorization: old })).toMatchObject({ status: 200 });
  expect(await world().call()).toMatchObject({ status: 200 });
  expect(issuer.fetches()).toBe(2);
});

test("a key that was withdrawn is good until the keys are fetched again", async () => {
  const { issuer } = world();
  const old = `Bearer ${await world().token()}`;
  await world().call();
  await issuer.makeKey("second");
  issuer.publish("second");
  expect(await world().call({ authorization: old })).toMatchObject({ status: 200 });
  expect(await world().call()).toMatchObject({ status: 200 });
  expect(await world().call({ authorization: old })).toMatchObject({ status: 401, body: { code: "900901" } });
});

test("each unknown key is looked for; a known one with a wrong signature is not", async () => {
  const { issuer } = world();
  await issuer.makeKey("unknown");
  await world().call();
  for (let count = 0; count < 2; count++)
    expect(await world().call({ signing: { key: "unknown" } })).toMatchObject({ status: 401 });
  expect(issuer.fetches()).toBe(3);
  expect(await world().call({ signing: { key: "unknown", kid: "first" } })).toMatchObject({ status: 401 });
  expect(issuer.fetches()).toBe(3);
});

test("an identity provider that is back is asked again", async () => {
  const { issuer } = world();
  issuer.answer(false);
  expect(await world().call()).toMatchObject({ status: 401, body: { code: "900901" } });
  issuer.answer(true);
  expect(await world().call()).toMatchObject({ status: 200 });
});
