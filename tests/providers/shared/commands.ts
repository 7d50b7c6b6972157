import { expect } from "@jest/globals";
import fc from "fast-check";
import { type Deed, deed, type Mishap, type Model, mishap, settingsOf } from "./model.ts";
import type { ApiStack, Settings } from "./stack.ts";
import { VirtualTime } from "./virtualTime.ts";

/** fast-check wants to know what a command can be run on; each of ours runs on anything, so nothing has to be modelled for that. */
type Plain = Record<never, never>;
type Command = fc.AsyncCommand<Plain, Model>;

const commandOf = (name: string, run: (model: Model) => Promise<void>): Command => ({
  check: () => true,
  run: (_, model) => run(model),
  toString: () => name,
});

const stackOf = ({ stacks }: Model, number: number): ApiStack => stacks[number] as ApiStack;

/** `up --refresh` while nobody else is at work: everything holds afterwards. */
async function quietUp(model: Model, stack: ApiStack, settings: Settings): Promise<void> {
  const { world } = model;
  const others = await model.amissOfOthers([stack]);
  const runningBefore = await world.running();
  const claimedBefore = environmentsOf(model);

  await stack.refresh();
  const isAmiss = !stack.isEmpty && stack.wish && (await world.amiss(stack.wish)).length > 0;
  // A refresh shows each difference.
  if (isAmiss) expect([stack.name, stack.preview()]).not.toEqual([stack.name, []]);
  await stack.up(settings);

  await expectInForce(model, stack);
  await model.expectUnharmed(others);
  const claimed = new Set([...claimedBefore, ...environmentsOf(model)]);
  const running = await world.running();
  // What a run that was cut short has left there is given back by whichever comes by.
  for (const [environment, revision] of Object.entries(runningBefore))
    if (!claimed.has(environment) && !/ Pulumi /.test(revision)) expect(running[environment]).toBe(revision);
  expect((await world.person.read()).lifeCycleStatus).toBe("PUBLISHED");
  await model.look();
}

/** What the stack claims is so at the gateways, and neither a preview nor a refresh finds anything to do. */
async function expectInForce(model: Model, stack: ApiStack): Promise<void> {
  const { name, wish } = stack;
  expect(wish?.environments).not.toEqual([]);
  expect([name, wish && (await model.world.amiss(wish))]).toEqual([name, []]);
  expect([name, stack.preview()]).toEqual([name, []]);
  await stack.refresh();
  expect([name, "refreshed", stack.preview()]).toEqual([name, "refreshed", []]);
}

const environmentsOf = ({ stacks }: Model): string[] =>
  stacks.flatMap(({ isEmpty, isLeaving, wish }) => (isEmpty || isLeaving ? [] : (wish?.environments ?? [])));

/** As after a crash of the engine: what is there has to come into the state before it can be destroyed. */
async function recover(model: Model, stack: ApiStack): Promise<void> {
  if (stack.isBroken && stack.settings?.owner) return stack.up(stack.settings);
  if (stack.isBroken && stack.settings) await quietUp(model, stack, stack.settings);
}

async function quietDestroy(model: Model, stack: ApiStack): Promise<void> {
  await recover(model, stack);
  const others = await model.amissOfOthers([stack]);
  await stack.destroy();
  await model.expectUnharmed(others);
  await model.look();
}

/** All that the stack has claimed stays in force, and is Choreo's from now on. */
async function handOver(model: Model, stack: ApiStack, during: Mishap[]): Promise<void> {
  const { claim } = stack;
  if (!claim) return;
  const others = await model.amissOfOthers([stack]);
  const was = await model.world.amiss(claim);
  await model.handOver(claim);
  const settings = { ...(stack.settings as Settings), owner: "choreo" as const };
  await model.disturbed(() => stack.up(settings), during);
  await stack.up(settings);
  expect(stack.preview()).toEqual([]);
  await model.expectUnharmed(others.set(stack.name, [claim, was]));
  await model.look();
}

/** Two stacks at once, their calls in any order: what one does the other neither undoes nor overlooks. */
async function together(model: Model, chances: number[], doings: [ApiStack, Settings | undefined][]) {
  const stacks = doings.map(([stack]) => stack);
  for (const stack of stacks) {
    await recover(model, stack);
    await stack.refresh();
  }
  const others = await model.amissOfOthers(stacks);
  const ended = await model.world.transport.sideBySide(
    new VirtualTime(chances),
    doings.map(
      ([stack, settings]) =>
        () =>
          settings ? stack.up(settings) : stack.destroy(),
    ),
  );
  expect(ended.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []))).toEqual([]);
  for (const [stack, settings] of doings) if (settings) await expectInForce(model, stack);
  await model.expectUnharmed(others);
  await model.look();
}

const number = fc.nat(3);
const chances = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 20, maxLength: 20 });
const mishaps = fc.array(mishap, { minLength: 1, maxLength: 3 });

const commands: fc.Arbitrary<Command>[] = [
  fc
    .tuple(number, settingsOf)
    .map(([at, settings]) =>
      commandOf(`up ${at} ${JSON.stringify(settings)}`, (model) =>
        quietUp(model, stackOf(model, at), settings),
      ),
    ),
  fc.tuple(number, settingsOf, mishaps).map(([at, settings, during]) =>
    commandOf(`up ${at} ${JSON.stringify(settings)} during ${JSON.stringify(during)}`, async (model) => {
      const stack = stackOf(model, at);
      // A person may undo at once what the `up` does; lost answers alone may not.
      const isFaultsAlone = during.every(({ kind }) => kind === "fault");
      if (isFaultsAlone) await stack.refresh();
      const isDone = await model.disturbed(() => stack.up(settings), during as Mishap[]);
      if (isDone && isFaultsAlone) await expectInForce(model, stack);
    }),
  ),
  number.map((at) =>
    commandOf(`destroy ${at}`, async (model) => {
      await quietDestroy(model, stackOf(model, at));
    }),
  ),
  fc.tuple(number, mishaps).map(([at, during]) =>
    commandOf(`destroy ${at} during ${JSON.stringify(during)}`, async (model) => {
      const stack = stackOf(model, at);
      await recover(model, stack);
      await model.disturbed(() => stack.destroy(), during as Mishap[]);
    }),
  ),
  fc
    .tuple(
      fc.subarray([0, 1, 2, 3], { minLength: 2, maxLength: 2 }),
      fc.array(fc.option(settingsOf, { nil: undefined, freq: 2 }), { minLength: 2, maxLength: 2 }),
      chances,
    )
    .map(([at, settings, when]) =>
      commandOf(
        `together ${JSON.stringify(at.map((one, i) => [one, settings[i] ?? "destroy"]))} ${when}`,
        (model) =>
          together(
            model,
            when,
            at.map((one, i) => [stackOf(model, one), settings[i]]),
          ),
      ),
    ),
  fc
    .tuple(number, fc.array(mishap, { maxLength: 2 }))
    .map(([at, all]) => [at, all.filter(({ kind }) => kind !== "deed")] as const)
    .map(([at, during]) =>
      commandOf(`hand over ${at} during ${JSON.stringify(during)}`, (model) =>
        handOver(model, stackOf(model, at), during),
      ),
    ),
  // The stack's id comes, or is another one after its loss; the next `up` gives the claim that name. The last two stacks have theirs.
  fc.tuple(fc.nat(1), fc.option(fc.nat(1), { nil: undefined })).map(([at, id]) =>
    commandOf(`id of ${at}: ${id ?? "none"}`, async (model) => {
      const stack = stackOf(model, at);
      // A claim that no state knows of keeps its name, and stays: a limit.
      if (stack.isBroken) return;
      stack.claimant = `shop/${stack.name}/books${id === undefined ? "" : `@2c8e7cde-0000-4000-8000-0000000000${at}${id}`}`;
    }),
  ),
  number.map((at) =>
    commandOf(`refresh ${at}`, async (model) => {
      await stackOf(model, at).refresh();
    }),
  ),
  deed.map((what: Deed) =>
    commandOf(JSON.stringify(what), async (model) => {
      await model.act(what);
      await model.look();
    }),
  ),
];

export const sequences = (maxCommands: number) => fc.commands(commands, { maxCommands });

/** All go; the API is as it was. */
export async function destroyAll(model: Model): Promise<void> {
  for (const stack of model.stacks) await quietDestroy(model, stack);
  await model.expectAsBefore();
}
