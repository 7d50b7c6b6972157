import { expect } from "@jest/globals";
import fc from "fast-check";
import { faults } from "../faultKinds.ts";
import type { Failure } from "./inProcess.ts";
import type { Api } from "./person.ts";
import { nameOf } from "./person.ts";
import type { ApiStack, Settings } from "./stack.ts";
import { ENVIRONMENTS, type World } from "./world.ts";

export const OPERATIONS = ["GET /books", "POST /books", "GET /books/{id}", "DELETE /books/{id}"] as const;
const SCOPES = ["a", "b", "c"];
/** Scopes that nobody but the person ever uses. */
const BY_HAND = ["m", "n"];

/** What the person at the Console does, all of it at once between two calls of a stack. */
export type Deed =
  | { does: "attach" | "detach"; scope: string; operation: string }
  | { does: "deleteScope"; scope: string }
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
const operation = fc.constantFrom(...OPERATIONS);

export const settingsOf: fc.Arbitrary<Settings> = fc
  .record({
    operations: fc.dictionary(operation, fc.subarray(SCOPES, { minLength: 1 }), { minKeys: 1, maxKeys: 3 }),
    environments,
    isTold: fc.boolean(),
  })
  .map(({ operations, ...rest }) => ({
    ...rest,
    operations: { ...operations },
    scopes: [...new Set(Object.values(operations).flat())].sort(),
  }));

const anyScope = fc.constantFrom(...SCOPES, ...BY_HAND);
export const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ does: fc.constant("attach" as const), scope: fc.constantFrom(...BY_HAND), operation }),
  fc.record({ does: fc.constant("detach" as const), scope: anyScope, operation }),
  fc.record({ does: fc.constant("deleteScope" as const), scope: anyScope }),
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
  lifecycle: string;
  /** What the person has touched, so that "as before" is another thing than the very beginning. */
  readonly touched = { content: false, deployments: false, lifecycle: false };

  constructor(world: World, api: Api) {
    this.world = world;
    this.stacks = ["w", "x", "y", "z"].map((name) => world.stack(name));
    this.byHand = partsByHand(api);
    this.before = world.emulator.state();
    this.lifecycle = api.lifeCycleStatus;
  }

  async act(deed: Deed): Promise<void> {
    const { person } = this.world;
    if (["attach", "detach", "deleteScope", "describe"].includes(deed.does)) this.touched.content = true;
    if (["deploy", "undeploy", "deleteRevision"].includes(deed.does)) this.touched.deployments = true;
    if (["publish", "unpublish"].includes(deed.does)) this.touched.lifecycle = true;
    switch (deed.does) {
      case "attach":
      case "detach":
        await person[deed.does](deed.scope, deed.operation);
        break;
      case "deleteScope":
        await person.deleteScope(deed.scope);
        break;
      case "describe":
        await person.describe(deed.text);
        break;
      case "deploy":
        await person.deploy(deed.environments);
        break;
      case "undeploy":
        await person.undeploy(deed.environment);
        break;
      case "deleteRevision":
        await person.deleteRevision(deed.number);
        break;
      default:
        await person[deed.does]();
    }
  }

  /** The person's part as it is now: a PUT of a stack may have come between his reading and ours of what he did. */
  async look(): Promise<void> {
    this.byHand = partsByHand(await this.world.person.read());
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

  /** Operations that stacks claim, by stack, and that are protected where they claim them. */
  async protectedByOthers(stack: ApiStack): Promise<Map<ApiStack, string[]>> {
    const found = new Map<ApiStack, string[]>();
    for (const other of this.stacks) {
      if (other === stack || !other.settings || other.isEmpty || other.isLeaving || other.isBroken) continue;
      const open = await this.world.unprotected(other.settings);
      const all = Object.entries(other.settings.operations).flatMap(([name]) =>
        (other.settings?.environments ?? []).map((where) => `${name} at ${where}`),
      );
      found.set(
        other,
        all.filter((one) => !open.includes(one)),
      );
    }
    return found;
  }

  /** Nothing that others had protected is open now. */
  async expectUnharmed(before: Map<ApiStack, string[]>): Promise<void> {
    for (const [other, had] of before) {
      const open = other.settings ? await this.world.unprotected(other.settings) : [];
      expect({ stack: other.name, opened: had.filter((one) => open.includes(one)) }).toEqual({
        stack: other.name,
        opened: [],
      });
    }
  }

  /** Nobody is at the API any more. */
  async expectAsBefore(): Promise<void> {
    const { world, touched } = this;
    if (!touched.content && !touched.deployments && !touched.lifecycle) {
      expect(world.emulator.state()).toEqual(this.before);
      return;
    }
    const api = await world.person.read();
    expect(api.additionalProperties.filter(({ name }) => name.startsWith("pulumi_"))).toEqual([]);
    expect({ ...partsByHand(api), others: othersOf(api) }).toEqual({ ...this.byHand, others: [] });
    if (!touched.lifecycle) expect(api.lifeCycleStatus).toBe(this.lifecycle);
    const revisions = await world.person.revisions();
    expect(revisions.map(({ description }) => description).filter((text) => /^Pulumi/.test(text))).toEqual(
      [],
    );
    for (const { id, description, deploymentInfo } of revisions)
      if (description === "As it was before Pulumi" && deploymentInfo.length > 0)
        expect(othersOf(await world.person.read(id))).toEqual([]);
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
