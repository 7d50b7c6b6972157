import { beforeEach, describe, expect, test } from "@jest/globals";
import type { AccessDiff } from "../../../cli/access-diff/types.ts";
import { signIn } from "../../../sandbox/kit/services.ts";
import { isLetThrough, SignIn } from "../../../sandbox/kit/signIn.ts";
import { guideStack, plain } from "../../engine/guideStack.ts";
import { ENGINE_TIMEOUT } from "../../engine/harness.ts";
import { InProcessStack } from "../../inProcess/stack.ts";
import { sharedByTests } from "../../lifetimes.ts";
import { startTrustedSandbox } from "../fixture.ts";
import { resetBoth } from "../review/world.ts";
import { bothEndpoints, editByHand } from "./deployed.ts";
import { diffOf } from "./run-diff.ts";

// Clients with the two keys of one application (application.of): what a change of who has which says, and what calls then do.
type Client = Record<string, unknown>;
const base = {
  redirectUris: ["https://localhost:9001/cb"],
  uses: { books: ["books_read"] },
  adminConsent: true,
};
const shop: Client = { ...base, displayName: "shop" };
const tester: Client = { ...base, displayName: "tester", keyType: "SANDBOX", application: { of: "shop" } };
const swapped = { shop: { ...shop, keyType: "SANDBOX" }, tester: { ...tester, keyType: "PRODUCTION" } };
const alone = { ...tester, application: undefined };

describe.each(["choreo", "apim"] as const)("flavour %s", (flavour) => {
  const sandbox = sharedByTests(() => startTrustedSandbox({ flavour }));
  let stack: InProcessStack;

  const config = (clients: Record<string, Client | undefined>) =>
    plain({
      ...guideStack(),
      ...(flavour === "apim"
        ? { "choreo-azuread:choreo": { flavour, url: sandbox.choreo.url, identityProvider: "AzureAD" } }
        : {}),
      "choreo-azuread:clients": clients,
    });

  /** Whose calls of `GET /books` the gateway lets through, for Ada. */
  async function calls(): Promise<string[]> {
    const { connections, apis } = await stack.outputs<{
      connections: Record<string, ConstructorParameters<typeof SignIn>[1]>;
      apis: Record<
        string,
        { azure: { identifierUri: string }; scopes: Record<string, { fullyQualifiedName: string }> }
      >;
    }>({ secrets: true });
    for (const service of [sandbox.entra, sandbox.choreo]) service.propagate();
    const { azure, scopes } = apis.books as (typeof apis)[string];
    const scope = `${azure.identifierUri}/${scopes.books_read?.fullyQualifiedName}`;
    const asked = Object.entries(connections).map(async ([key, connection]) => {
      const token = await new SignIn(sandbox, connection).token("ada@taylordean.example", scope, new Map());
      return (await isLetThrough(sandbox, "/books/1.0.0", "GET /books", token)) ? [key] : [];
    });
    return (await Promise.all(asked)).flat().sort();
  }
  async function comes(clients: Record<string, Client | undefined>) {
    await stack.setConfig(config(clients));
    const diff = await diffOf(stack);
    await stack.up();
    expect((await stack.preview({ flags: ["--refresh", "--expect-no-changes"] })).steps).toEqual([]);
    return { diff, calls: await calls() };
  }

  beforeEach(async () => {
    await resetBoth(sandbox);
    await editByHand(sandbox, "books", bothEndpoints);
    stack = new InProcessStack({ name: "test", env: sandbox.env, config: config({ shop, tester }) });
    await stack.up();
    expect(await calls()).toEqual(["shop", "tester"]);
  }, ENGINE_TIMEOUT);

  const refusedWith = async (clients: Record<string, Client | undefined>): Promise<string> => {
    const before = JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()]);
    await stack.setConfig(config(clients));
    const { exitCode, output } = await stack.up({ mayFail: true });
    expect(exitCode).not.toBe(0);
    expect(JSON.stringify([sandbox.entra.state(), sandbox.choreo.state()])).toBe(before);
    return output.replace(/\s+/g, " ");
  };

  test(
    "whose application it is goes: the other one gets one of its own",
    async () => {
      expect(await refusedWith({ tester })).toContain(
        'clients.tester.application.of: unknown client "shop". Clients of this stack: none. Leave application.of out',
      );
      const { diff, calls: open } = await comes({ tester: alone });
      expect(changesOf(diff)).toEqual(["loses shop"]);
      expect(open).toEqual(["tester"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "whose application it was has that of the other one, which had a key of it",
    async () => {
      const { diff, calls: open } = await comes({
        shop: { ...shop, application: { of: "tester" } },
        tester: alone,
      });
      expect(changesOf(diff)).toEqual([]);
      expect(open).toEqual(["shop", "tester"]);
      const back = await comes({ shop, tester });
      expect(changesOf(back.diff)).toEqual([]);
      expect(back.calls).toEqual(["shop", "tester"]);
    },
    ENGINE_TIMEOUT,
  );

  // What follows is decided before either is asked. (Names of applications are each owner's own, and who makes one by hand in API Manager is
  // another one than the stack's user.)
  if (flavour === "apim") return;

  test(
    "the two change places, or another one takes one: refused, with the way",
    async () => {
      expect(await refusedWith(swapped)).toContain(
        "clients.shop: would be the SANDBOX key of its application in Choreo, which clients.tester of the last run is and gives that up only in this one. Leave application.of out of clients.tester first and run pulumi up",
      );
      const qa = { ...tester, displayName: "qa" };
      expect(await refusedWith({ shop, qa })).toContain(
        "clients.qa: would be the SANDBOX key of its application in Choreo, which clients.tester of the last run is and goes only in this one. Run pulumi up without clients.tester first",
      );
      expect((await comes({ shop })).calls).toEqual(["shop"]);
      const { diff, calls: open } = await comes({ shop, qa });
      expect(changesOf(diff)).toEqual(["gains qa"]);
      expect(open).toEqual(["qa", "shop"]);
    },
    ENGINE_TIMEOUT,
  );

  test(
    "the two change places in the way that the refusal says",
    async () => {
      const apart = { ...swapped, tester: { ...swapped.tester, application: undefined } };
      for (const clients of [{ shop, tester: alone }, apart, swapped]) {
        const { diff, calls: open } = await comes(clients);
        expect(changesOf(diff)).toEqual([]);
        expect(open).toEqual(["shop", "tester"]);
      }
    },
    ENGINE_TIMEOUT,
  );

  test(
    "an application that is there already is taken over for both",
    async () => {
      await stack.destroy();
      const { devportal } = await signIn(sandbox);
      await devportal.post("/applications", { name: "shop (test)", throttlingPolicy: "Unlimited" });
      expect(await refusedWith({ shop, tester })).toContain("clients.shop: there is the application");
      expect(await refusedWith({ shop, tester: { ...tester, adopt: true } })).toContain(
        "clients.tester.adopt: is said of the application, which is that of clients.shop; say it there",
      );
      const { diff, calls: open } = await comes({ shop: { ...shop, adopt: true }, tester });
      expect(changesOf(diff)).toEqual(["gains shop", "gains tester"]);
      expect(open).toEqual(["shop", "tester"]);
    },
    ENGINE_TIMEOUT,
  );
});

const changesOf = ({ clients }: AccessDiff) => [
  ...new Set(clients.map(({ direction, client }) => `${direction} ${client}`)),
];
