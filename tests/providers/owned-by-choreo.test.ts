import { beforeEach, describe, expect, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import { controlPlane, getDeployed } from "../../providers/choreo/index.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { letTimePassAtOnce } from "./atOnce.ts";
import { calls, make, refused, sharedEmulator } from "./harness.ts";
import { allTypes, Program, type Step } from "./program.ts";

// An API whose permissions live in Choreo, and what a deployment of its component does to one whose permissions live in the settings.

const apiId = seed.apis.books.id;
const claimant = "shop/dev/books";
/** The component's own document, which the settings' permissions are not in. */
const document = {
  paths: {
    "/books": {
      get: { security: [{ oauth: ["books_list"] }] },
      post: { security: [{ oauth: ["books_write"] }] },
    },
    "/health": { get: { security: [] } },
  },
  components: {
    securitySchemes: {
      oauth: { flows: { implicit: { scopes: { books_list: "List books", books_write: "Write books" } } } },
    },
  },
};

letTimePassAtOnce();
const shared = sharedEmulator();
let emulator: RunningChoreo;
let config: ProviderConfig;
beforeEach(() => {
  ({ emulator, config } = shared);
});

const claim = {
  apiId,
  claimant,
  scopes: { books_add: { description: "Add a book" } },
  operations: { "POST /books": ["books_add"] },
};
const theirs = { apiId, claimant, owner: "choreo", scopes: {}, operations: {} };
const writes = () =>
  calls(emulator).filter((call) => !call.startsWith("GET") && call !== "POST /oauth2/token");
const books = () =>
  (emulator.state() as { apis: Record<string, unknown>[] }).apis.find(({ id }) => id === apiId) as Record<
    string,
    unknown
  > & {
    additionalProperties: { name: string }[];
  };
const access = () => {
  const { scopes, operations, lifeCycleStatus, deployed } = books();
  return { scopes, operations, lifeCycleStatus, deployed };
};

describe("permissions that live in Choreo", () => {
  test("are recorded and refreshed as the gateways have them, and nothing is written", async () => {
    emulator.deployComponent({ apiId, document });
    const before = emulator.state();
    const made = await make(ApiPermissions, config, theirs);
    const found = await ApiPermissions.read(config, made.id, made.outs);
    expect(found.props).toMatchObject({
      owner: "choreo",
      scopes: { books_list: { displayName: "books_list", description: "List books" }, books_write: {} },
      operations: { "GET /books": ["books_list"], "POST /books": ["books_write"], "GET /health": [] },
    });
    const { inputs } = ApiPermissions.check(config, made.inputs, { ...theirs, ...pick(found.props) });
    expect(ApiPermissions.diff(config, apiId, made.outs, inputs).changes).toBe(true);
    const { outs } = await ApiPermissions.update(config, apiId, made.outs, inputs);
    expect(ApiPermissions.diff(config, apiId, outs, inputs).changes).toBe(false);
    // Texts of the settings are for Azure, and no drift.
    const own = {
      ...outs,
      scopes: { ...(outs.scopes as object), books_list: { displayName: "List", description: "" } },
    };
    expect((await ApiPermissions.read(config, made.id, own)).props?.scopes).toEqual(own.scopes);
    await ApiPermissions.remove(config, apiId, outs);
    expect(emulator.state()).toEqual(before);
    expect(writes()).toEqual([]);
  });

  test("are those of the revision that runs, not of the working copy; where environments differ, the widest", async () => {
    const control = controlPlane(config, {});
    await make(ApiPermissions, config, claim);
    expect((await getDeployed(control, { apiId }))?.scopes).toEqual([]);
    await make(ApiDeployment, config, { apiId, claimant, trigger: "1", environments: ["Staging"] });
    const again = controlPlane(shared.another(), {});
    const operation = async (environments?: string[]) =>
      (await getDeployed(again, { apiId, environments }))?.operations.find(
        ({ verb, target }) => `${verb} ${target}` === "POST /books",
      )?.scopes;
    expect(await operation(["Staging"])).toEqual(["books_add"]);
    expect(await operation()).toEqual([]);
    expect(await getDeployed(again, { apiId, environments: ["Nowhere"] })).toBeUndefined();
  });
});

const pick = ({ scopes, operations }: Values = {}) => ({ scopes, operations });

describe("an API that changes to Choreo's permissions", () => {
  const steps = (owner?: "choreo", adopt?: boolean): Step[] =>
    allTypes()
      .slice(0, 3)
      .map(({ type, inputs }) => ({
        type,
        inputs: { ...(inputs as Values), owner, ...(type === "ApiPermissions" ? { adopt } : {}) },
      }));
  const process = () => shared.another();
  const register = () => books().additionalProperties.filter(({ name }) => name.startsWith("pulumi_"));

  /** A stack that has changed to it, with another one beside it if so wanted. */
  async function handOver(other = false) {
    const program = new Program(steps());
    await program.up(config);
    if (other)
      await make(ApiPermissions, config, {
        ...claim,
        claimant: "shop/prod/books",
        scopes: { books_read: {} },
        operations: { "GET /books": ["books_read"] },
      });
    const before = access();
    program.steps = steps("choreo");
    expect(program.preview(process())).toEqual([
      "update ApiPermissions",
      "update ApiDeployment",
      "update ApiLifecycle",
    ]);
    await program.up(process());
    return { before, program };
  }

  test("gives its claim back and leaves scopes, revisions and publication as they are", async () => {
    const { before, program } = await handOver();
    expect(access()).toEqual(before);
    expect(before.lifeCycleStatus).toBe("PUBLISHED");
    expect(register()).toEqual([]);
    expect(program.preview(process())).toEqual([]);
    expect(await program.refresh(process())).toEqual(["update ApiPermissions: operations"]);
    await program.destroy(process());
    expect(access()).toEqual(before);
  });

  test.each(["ApiPermissions", "ApiDeployment"])(
    "a run that is cut off after %s and then destroyed leaves all of it too, and so does one that goes on",
    async (last) => {
      for (const next of ["destroy", "up"] as const) {
        await fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" });
        const program = new Program(steps());
        await program.up(process());
        const before = access();
        program.steps = steps("choreo");
        await program.cutOff(process(), last);
        await program[next](process());
        expect(access()).toEqual(before);
        expect(register()).toEqual([]);
        if (next === "up") expect(program.preview(process())).toEqual([]);
      }
    },
  );

  test("leaves the claims of other stacks, which can go as ever", async () => {
    const { before } = await handOver(true);
    expect(access()).toEqual(before);
    expect(register().map(({ name }) => name)).toContainEqual(expect.stringMatching(/^pulumi_claim_/));
    await ApiPermissions.remove(process(), apiId, {
      apiId,
      claimant: "shop/prod/books",
      scopes: { books_read: {} },
      operations: { "GET /books": ["books_read"] },
    });
    const { scopes } = access();
    expect(scopes).toEqual([
      expect.objectContaining({ scope: expect.objectContaining({ name: "books_add" }) }),
    ]);
  });

  test("and back: taking the permissions over again has to be asked for, and deploys and publishes anew", async () => {
    const { program } = await handOver();
    program.steps = steps();
    expect((await refused(program.up(process()))).message).toContain("adopt");
    program.steps = steps(undefined, true);
    await program.up(process());
    expect(register().map(({ name }) => name)).toContainEqual(expect.stringMatching(/^pulumi_claim_/));
    expect(program.preview(process())).toEqual([]);
    expect(await program.refresh(process())).toEqual([]);
  });
});

describe("a deployment of the component writes over what the settings wrote", () => {
  test("refresh says what is gone, and the next up puts it back beside what the document brought", async () => {
    const program = new Program(allTypes());
    await program.up(config);
    emulator.deployComponent({ apiId, document: { ...document, paths: { ...document.paths, ...others } } });
    const next = shared.another();
    expect(await program.refresh(next)).toEqual([
      "update ApiPermissions: operations, scopes",
      "update ApiDeployment: trigger",
    ]);
    expect(program.preview(next)).toEqual(["update ApiPermissions", "update ApiDeployment"]);
    await program.up(next);
    const last = shared.another();
    expect(await program.refresh(last)).toEqual([]);
    const deployed = await getDeployed(controlPlane(last, {}), { apiId });
    expect(deployed?.scopes.map(({ name }) => name)).toEqual(["books_add", "books_list", "books_write"]);
    expect(
      deployed?.operations.find(({ verb, target }) => `${verb} ${target}` === "POST /books")?.scopes.sort(),
    ).toEqual(["books_add", "books_write"]);
  });

  test("an operation that the document no longer has is an error that names it", async () => {
    const program = new Program(allTypes().slice(0, 2));
    await program.up(config);
    emulator.deployComponent({ apiId, document: { paths: { "/health": { get: {} } } } });
    const next = shared.another();
    await program.refresh(next);
    expect((await refused(program.up(next))).message).toContain("POST /books");
  });
});
const others = { "/books/{id}": { get: {}, delete: {} } };
