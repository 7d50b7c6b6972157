import type { StackOutputs } from "../cli/shared/stack.ts";
import type { Flavour } from "../sandbox/choreo/index.ts";
import type { Stack } from "../sandbox/engine/index.ts";
import type { Sandbox } from "../sandbox/start.ts";
import type { Variants } from "./variants.ts";

/** Something that was claimed and looked at. */
export interface Check {
  claim: string;
  expected: string;
  found: string;
  held: boolean;
}

/** What both emulators remember, as `GET /_sandbox/state` says it. */
export interface Remembered {
  entra: unknown;
  choreo: unknown;
}

/** What the steps of the story share; filled by the first of them. */
export class Scene {
  /** Folder for this run alone. */
  readonly folder: string;
  readonly #checks: Check[] = [];
  sandbox?: Sandbox;
  stack?: Stack;
  before?: Remembered;

  readonly where: { flavour: Flavour; portBase?: number | undefined };

  readonly variants: Variants;

  constructor(folder: string, { flavour, portBase, ...variants }: Scene["where"] & Variants) {
    this.folder = folder;
    this.where = { flavour, portBase };
    this.variants = variants;
  }

  /** Notes a claim; the story goes on when it does not hold, and fails at its end. */
  check(claim: string, expected: string, found: string): void {
    this.#checks.push({ claim, expected, found, held: expected === found });
  }

  /** The checks since the last call. */
  takeChecks(): Check[] {
    return this.#checks.splice(0);
  }

  get running(): Sandbox {
    if (!this.sandbox) throw new Error("The emulators are not running.");
    return this.sandbox;
  }

  get deployed(): Stack {
    if (!this.stack) throw new Error("There is no stack yet.");
    return this.stack;
  }

  /** Stack outputs with secrets: what signs people in. */
  async outputs(): Promise<StackOutputs> {
    return this.deployed.outputs<StackOutputs & Record<string, unknown>>({ secrets: true });
  }
}

/** Shows one line of what is going on; gone when the step ends. */
export type Tell = (line: string) => void;

export interface Step {
  title: string;
  /** @returns the outcome in a few words */
  run(scene: Scene, tell: Tell): Promise<string>;
}
