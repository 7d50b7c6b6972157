import { expect } from "@jest/globals";
import fc from "fast-check";
import type { ApiObject } from "../../../providers/choreo/api/types.ts";
import { readRegister } from "../../../providers/choreo/sharing/register.ts";
import { faults } from "../faultKinds.ts";
import type { Failure } from "./inProcess.ts";
import type { Api } from "./person.ts";
import { nameOf } from "./person.ts";
import type { ApiStack, Settings } from "./stack.ts";
import { ENVIRONMENTS, type World } from "./world.ts";

const OPERATIONS = ["GET /books", "POST /books", "GET /books/{id}", "DELETE /books/{id}"] as const;
const SCOPES = ["a", "b", "c"];
/** Scopes that nobody but the person ever uses. */
const BY_HAND = ["m", "n"];

/** What the person at the Console does, all of it at once between two calls of a stack. */
export type Deed =
  | { does: "attach" | "detach"; scope: string; operation: string }
  | { does: "deleteScope"; scope: string }
  | { does: "secure"; operation: string; isOn: boolean }
  | { does: "deploy"; environments: string[] }
  | { does: "undeploy"; environment: string }
  | { does: "deleteRevision"; number: number }
  | { does: "publish" | "unpublish" }
  | { does: "describe"; text: string };

/** What happens while a stack's command runs: at its call of that number. */
export type Mishap =
  | { at: number; kind: "kill" }
  | { at: number; kind: "fault"; fault: string }
  | { at: number; kind: "deed"; deed: Deed };

const environment = fc.constantFrom(...ENVIRONMENTS);
const environments = fc.subarray([...ENVIRONMENTS], { minLength: 1 });
export const operation = fc.constantFrom(...OPERATIONS);

export const settingsOf: fc.Arbitrary<Settings> = fc
  .record({
    operations: fc.dictionary(operation, fc.subarray(SCOPES, { minLength: 1 }), { minKeys: 1, maxKeys: 3 }),
    environments: fc.option(environments, { nil: undefined }),
    isTold: fc.boolean(),
  })
  .map(({ operations, ...rest }) => ({
    ...rest,
    operations: { ...operations },
    scopes: [...new Set(Object.values(operations).flat())].sort(),
    // Of what another stack has handed over to Choreo; a person makes none of these scopes.
    adopt: true,
  }));

const anyScope = fc.constantFrom(...SCOPES, ...BY_HAND);
export const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ does: fc.constant("attach" as const), scope: fc.constantFrom(...BY_HAND), operation }),
  fc.record({ does: fc.constant("detach" as const), scope: anyScope, operation }),
  fc.record({ does: fc.constant("deleteScope" as const), scope: anyScope }),
  fc.record({ does: fc.constant("secure" as const), operation, isOn: fc.boolean() }),
  fc.record({ does: fc.constant("deploy" as const), environments }),
  fc.record({ does: fc.constant("undeploy" as const), environment }),
  fc.record({ does: fc.constant("deleteRevision" as const), number: fc.nat(4) }),
  fc.constantFrom<Deed>({ does: "publish" }, { does: "unpublish" }),
  fc.record({ does: fc.constant("describe" as const), text: fc.constantFrom("one", "two") }),
);

const at = fc.nat(12);
export const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  fc.record({ at, kind: fc.constant("kill" as const) }),
  fc.record({ at, kind: fc.constant("fault" as const), fault: fc.constantFrom(...Object.keys(faults)) }),
  fc.record({ at, kind: fc.constant("deed" as const), deed }),
);

/** What the test keeps beside the real thing. */
export class Model {
  readonly world: World;
  readonly stacks: ApiStack[];
  /** As it was before the first stack, with the person's doings since. */
  byHand: ReturnType<typeof partsByHand>;
  readonly before: unknown;
  readonly runningBefore: Record<string, string>;
  lifecycle: string;
  /** What the person has touched, so that "as before" is another thing than the very beginning. */
  readonly touched = { content: false, revisions: false, lifecycle: false, environments: new Set<string>() };
  /** Operations without security that nobody claims, or as they were before somebody did; a person at the same time makes that uncertain. */
  readonly security: Security;
  /** What stacks have handed over to Choreo: no stack takes that back, whoever goes. What the person has had a hand in since is his. */
  handedOver: Settings[] = [];

  private constructor(world: World, api: Api, running: Record<string, string>) {
    this.world = world;
    // The last two have one name, and an id each.
    this.stacks = ["w", "x", "y", "z"].map((name) => world.stack(name));
    for (const [index, stack] of this.stacks.slice(2).entries())
      stack.claimant = `shop/twins/books@1b9d6bcd-0000-4000-8000-00000000000${index}`;
    this.byHand = partsByHand(api);
    this.before = world.emulator.state();
    this.runningBefore = running;
    this.lifecycle = api.lifeCycleStatus;
    this.security = new Security(api);
  }

  static async begin(world: World): Promise<Model> {
    return new Model(world, await world.person.read(), await world.running());
  }

  async act(deed: Deed): Promise<void> {
    const { touched } = this;
    const { person } = this.world;
    this.handedOver = this.handedOver.map((claim) => withoutTouched(claim, deed));
    switch (deed.does) {
      case "attach":
      case "detach":
        touched.content = true;
        return void (await person[deed.does](deed.scope, deed.operation));
      case "deleteScope":
        touched.content = true;
        return void (await person.deleteScope(deed.scope));
      case "describe":
        touched.content = true;
        return void (await person.describe(deed.text));
      case "secure":
        touched.content = true;
        this.security.touch(deed.operation);
        return void (await person.secure(deed.operation, deed.isOn));
      case "deploy":
        for (const name of deed.environments) touched.environments.add(name);
        // To make room he deletes a revision.
        touched.revisions = true;
        return person.deploy(deed.environments);
      case "undeploy":
        touched.environments.add(deed.environment);
        return person.undeploy(deed.environment);
      case "deleteRevision":
        touched.revisions = true;
        return person.deleteRevision(deed.number);
      default:
        touched.lifecycle = true;
        return person[deed.does]();
    }
  }

  /** The person's part as it is now: a PUT of a stack may have come between his reading and ours of what he did. */
  async look(): Promise<void> {
    const api = await this.world.person.read();
    this.byHand = partsByHand(api);
    this.security.look(api);
  }

  /** Runs a command with all that happens meanwhile; says whether it ended well. */
  async disturbed(command: () => Promise<void>, mishaps: Mishap[]): Promise<boolean> {
    const { transport } = this.world;
    transport.beforeEach(async (number) => {
      const now = mishaps.filter(({ at }) => at === number);
      for (const one of now) if (one.kind === "deed") await this.act(one.deed);
      const killed = Math.min(...mishaps.filter(({ kind }) => kind === "kill").map((one) => one.at));
      if (number >= killed) return { drop: number === killed ? "after" : "before" };
      const fault = now.find((one) => one.kind === "fault");
      return fault?.kind === "fault" ? (faults[fault.fault] as Failure) : undefined;
    });
    try {
      await command();
      return true;
    } catch {
      return false;
    } finally {
      transport.beforeEach(undefined);
      await this.look();
    }
  }

  /** What of a stack is now Choreo's: as it is in the working copy and where it runs; a person may have taken something out or away. */
  async handOver(claim: Settings): Promise<void> {
    const { operations } = await this.world.person.read();
    const isThere = (operation: string, scope: string) =>
      operations.some(
        ({ verb, target, scopes, authType }) =>
          `${verb} ${target}` === operation && scopes.includes(scope) && authType !== "None",
      );
    const left = Object.entries(claim.operations).flatMap(([operation, scopes]) => {
      const stay = scopes.filter((scope) => isThere(operation, scope));
      return stay.length > 0 ? [[operation, stay] as const] : [];
    });
    const environments: string[] = [];
    for (const name of claim.environments ?? [])
      if ((await this.world.amiss({ ...claim, environments: [name] })).length === 0) environments.push(name);
    this.handedOver.push({ ...claim, operations: Object.fromEntries(left), environments });
    for (const name of claim.environments ?? []) this.touched.environments.add(name);
    for (const name of Object.keys(claim.operations)) this.security.touch(name);
    Object.assign(this.touched, { content: true, lifecycle: true });
  }

  /** Of each stack but these, and of what Choreo was handed over: what is not in force. */
  async amissOfOthers(stacks: ApiStack[]): Promise<Map<string, [Settings, string[]]>> {
    const found = new Map<string, [Settings, string[]]>();
    for (const { name, claim } of this.stacks.filter((one) => !stacks.includes(one)))
      if (claim) found.set(name, [claim, await this.world.amiss(claim)]);
    for (const [index, claim] of this.handedOver.entries())
      found.set(`handed over ${index}`, [claim, await this.world.amiss(claim)]);
    return found;
  }

  /** Nothing that was in force for others is amiss now. */
  async expectUnharmed(before: Map<string, [Settings, string[]]>): Promise<void> {
    for (const [name, [claim, was]] of before) {
      const amiss = await this.world.amiss(claim);
      expect([name, amiss.filter((one) => !was.includes(one))]).toEqual([name, []]);
    }
  }

  /** Nobody is at the API any more. */
  async expectAsBefore(): Promise<void> {
    const { world, touched } = this;
    const isTouched =
      touched.content || touched.revisions || touched.lifecycle || touched.environments.size > 0;
    if (!isTouched) expect(world.emulator.state()).toEqual(this.before);
    const api = await world.person.read();
    expect(api.additionalProperties.filter(({ name }) => name.startsWith("pulumi_"))).toEqual([]);
    expect(partsByHand(api)).toEqual(this.byHand);
    const isHandedOver = (name: string) => this.handedOver.some(({ scopes }) => scopes.includes(name));
    expect(othersOf(api).filter((name) => !isHandedOver(name))).toEqual([]);
    this.security.look(api);
    if (!touched.lifecycle) expect(api.lifeCycleStatus).toBe(this.lifecycle);
    await this.#expectGatewaysAsBefore();
  }

  async #expectGatewaysAsBefore(): Promise<void> {
    const { world, touched } = this;
    const running = await world.running();
    const revisions = await world.person.revisions();
    // Those that run what was handed over stay.
    if (this.handedOver.length === 0)
      expect(revisions.filter(({ description }) => /^Pulumi/.test(description))).toEqual([]);
    for (const name of ENVIRONMENTS) {
      if (touched.environments.has(name)) continue;
      const [now, then] = [running[name], this.runningBefore[name]];
      if (touched.revisions) expect([name, now !== undefined]).toEqual([name, then !== undefined]);
      else expect([name, now]).toEqual([name, then]);
    }
    for (const { id, description, deploymentInfo } of revisions)
      if (
        this.handedOver.length === 0 &&
        description === "As it was before Pulumi" &&
        deploymentInfo.length > 0
      )
        expect(othersOf(await world.person.read(id))).toEqual([]);
  }
}

function withoutTouched({ operations, environments = [], ...rest }: Settings, deed: Deed): Settings {
  const isOfDeed = (operation: string, scopes: string[]): boolean =>
    ("operation" in deed && deed.operation === operation) ||
    (deed.does === "deleteScope" && scopes.includes(deed.scope));
  const places =
    deed.does === "deploy" ? deed.environments : deed.does === "undeploy" ? [deed.environment] : [];
  return {
    ...rest,
    operations: Object.fromEntries(Object.entries(operations).filter((one) => !isOfDeed(...one))),
    environments: environments.filter((name) => !places.includes(name)),
  };
}

/** Which operations want no token, where that is known. */
class Security {
  readonly #off = new Map<string, boolean | undefined>();
  #touched = new Set<string>();

  constructor(api: Api) {
    for (const one of api.operations) this.#off.set(nameOf(one), one.authType === "None");
  }

  touch(operation: string): void {
    this.#touched.add(operation);
  }

  /** What nobody claims is as it was; of what somebody claims that stays so for later. */
  look(api: Api): void {
    const { claims } = readRegister(api as unknown as ApiObject);
    for (const one of api.operations) {
      const name = nameOf(one);
      const isClaimed = claims.some(({ operations }) => (operations[name] ?? []).length > 0);
      const isOff = one.authType === "None";
      const was = this.#off.get(name);
      const isTouched = this.#touched.has(name);
      if (!isClaimed && !isTouched && was !== undefined) expect([name, isOff]).toEqual([name, was]);
      // Whether a stack's claim came before the person's deed or after it cannot be told.
      this.#off.set(name, isClaimed ? (isTouched ? undefined : was) : isOff);
    }
    this.#touched = new Set();
  }
}

/** Of an API: what no stack of this test ever claims. */
function partsByHand({ description, scopes, operations }: Api) {
  return {
    description,
    scopes: scopes.map(({ scope }) => scope.name).filter((name) => BY_HAND.includes(name)),
    attached: operations.map((one) => [nameOf(one), one.scopes.filter((name) => BY_HAND.includes(name))]),
  };
}

const othersOf = ({ scopes, operations }: Api): string[] =>
  [...scopes.map(({ scope }) => scope.name), ...operations.flatMap((one) => one.scopes)].filter((name) =>
    SCOPES.includes(name),
  );
