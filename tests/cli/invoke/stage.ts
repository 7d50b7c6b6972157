import { afterAll, beforeAll, beforeEach, expect } from "@jest/globals";
import { signInHeadless } from "../../../sandbox/entra/headless.ts";
import { entra } from "../../../sandbox/seed.ts";
import type { Sandbox } from "../../../sandbox/start.ts";
import { type Provisioned, provision, startTrustedSandbox, type Wishes } from "../fixture.ts";
import { freePort } from "../free-port.ts";
import { type Run, runInvoke } from "../run-invoke.ts";

const { ada } = entra.users;

export const read = ["--client", "storefront", "--api", "books", "--operation", "GET /books"];
export const add = ["--client", "storefront", "--api", "books", "--operation", "POST /books"];
export const asAda = ["--headless", "--user", ada.userPrincipalName, "--patience", "0"];
export const book = JSON.stringify({ title: "Sketch of the Analytical Engine", author: "Ada Lovelace" });

type Surroundings = Partial<Parameters<typeof runInvoke>[1]>;

/** The sandbox of one test file, with the guide's example made anew before each test. */
export interface Stage {
  sandbox: Sandbox;
  made: Provisioned;
  /** Without TLS, so that a test can be the browser that comes back. */
  redirectUri: string;
  remake(wishes?: Wishes): Promise<void>;
  /** Runs `invoke`; whatever it shows must hold no secret, no token and no stack trace. */
  invoke(args: readonly string[], surroundings?: Surroundings): Promise<Run>;
  /** A browser that comes back with these parameters, whatever happened at Entra. */
  comingBack(parameters: (state: string) => Record<string, string>): Surroundings;
}

export function sharedStage(): Stage {
  const stage = {
    async remake(wishes: Wishes = {}) {
      const { entra, choreo, gateway, backend } = stage.sandbox;
      for (const { url } of [entra, choreo, gateway, backend])
        await fetch(`${url}/_sandbox/reset`, { method: "POST" });
      stage.redirectUri = `http://localhost:${await freePort()}/`;
      stage.made = await provision(stage.sandbox, { redirectUris: [stage.redirectUri], ...wishes });
    },
    async invoke(args: readonly string[], surroundings: Surroundings = {}) {
      const { outputs } = stage.made;
      const run = await runInvoke(args, { outputs, env: stage.sandbox.env, ...surroundings });
      const shown = run.out + run.err;
      expect(shown).not.toContain(outputs.connections.storefront.clientSecret);
      // The start of any JWT, and of a stack trace.
      expect(shown).not.toMatch(/eyJ[\w-]{20}/);
      expect(shown).not.toMatch(/^ {4}at /m);
      return run;
    },
    comingBack: (parameters: (state: string) => Record<string, string>) => ({
      openBrowser: async (url: string) => {
        const state = new URL(url).searchParams.get("state") ?? "";
        await fetch(`${stage.redirectUri}?${new URLSearchParams(parameters(state))}`);
      },
    }),
  } as Stage;
  beforeAll(async () => {
    stage.sandbox = await startTrustedSandbox();
  });
  afterAll(() => stage.sandbox.stop());
  beforeEach(() => stage.remake());
  return stage;
}

/** A browser in which Ada signs in. */
export const adasBrowser = {
  openBrowser: async (url: string) => {
    await fetch(await signInHeadless(url, { user: ada.userPrincipalName }));
  },
};
