import { beforeEach, describe, expect, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { sharedByTests } from "../lifetimes.ts";
import { letTimePassAtOnce } from "./atOnce.ts";
import { calls, configFor, make, startEmulator } from "./harness.ts";

const apiId = seed.apis.books.id;

interface ApiResources {
  permissions: Values;
  deployment: Values;
  lifecycle: Values;
}

/** The three resources of an API, as one stack makes them. */
async function up(config: ProviderConfig, stack: string, permissions: Values): Promise<ApiResources> {
  const claimant = `choreo-azuread/${stack}/books`;
  const made = await make(ApiPermissions, config, { apiId, claimant, ...permissions });
  const deployed = await make(ApiDeployment, config, {
    apiId,
    claimant,
    trigger: JSON.stringify(permissions),
  });
  const published = await make(ApiLifecycle, config, { apiId, claimant });
  return { permissions: made.outs, deployment: deployed.outs, lifecycle: published.outs };
}

async function destroy(
  config: ProviderConfig,
  { permissions, deployment, lifecycle }: ApiResources,
): Promise<void> {
  await ApiLifecycle.remove(config, apiId, lifecycle);
  await ApiDeployment.remove(config, apiId, deployment);
  await ApiPermissions.remove(config, apiId, permissions);
}

const reading = {
  scopes: { books_read: { description: "Read books" } },
  operations: { "GET /books": ["books_read"] },
};
const adding = {
  scopes: { books_read: { description: "Read books" }, books_add: { description: "Add a book" } },
  operations: { "GET /books": ["books_read"], "POST /books": ["books_add"] },
};

type State = { apis: { id: string; lifeCycleStatus: string; deployed: Deployed[]; revisions: unknown[] }[] };
type Deployed = {
  operations: { verb: string; target: string; scopes: string[] }[];
  scopes: { scope: { name: string } }[];
};

describe.each(["choreo", "apim"] as const)("an API in the flavour %s", (flavour) => {
  letTimePassAtOnce();
  const emulator = sharedByTests(() => startEmulator({ flavour }));
  let config: ProviderConfig;
  let before: unknown;
  const api = () => (emulator.state() as State).apis.find(({ id }) => id === apiId);

  beforeEach(async () => {
    await fetch(`${emulator.url}/_sandbox/reset`, { method: "POST" });
    config = configFor(emulator);
    before = emulator.state();
  });

  test("takes at most seven calls to get permissions, a deployment and published", async () => {
    await up(config, "dev", adding);
    expect(calls(emulator).filter((call) => !call.includes("oauth2") && !call.includes("register"))).toEqual([
      "GET /apis/*/revisions",
      "GET /apis/*",
      "PUT /apis/*",
      "GET /apis/*",
      "POST /apis/*/revisions",
      "POST /apis/*/deploy-revision",
      "POST /apis/change-lifecycle",
    ]);
    expect(api()?.lifeCycleStatus).toBe("PUBLISHED");
    expect(operation("POST /books")).toEqual(["books_add"]);
  });

  const operation = (name: string) =>
    api()?.deployed[0]?.operations.find(({ verb, target }) => `${verb} ${target}` === name)?.scopes;

  test("is as it was before after destroy", async () => {
    const resources = await up(config, "dev", adding);
    expect(emulator.state()).not.toEqual(before);
    await destroy(config, resources);
    expect(emulator.state()).toEqual(before);
  });

  const publisher = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const query = flavour === "choreo" ? `?organizationId=${seed.organizationId}` : "";
    const response = await fetch(`${emulator.urls.publisher}/apis/${apiId}${path}${query}`, {
      method,
      headers: { authorization: `Bearer ${await emulator.mintToken()}`, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

  test("six deployments fit into five revisions, and the one from before is still there", async () => {
    const resources = await up(config, "dev", adding);
    for (const trigger of ["2", "3", "4", "5", "6"]) {
      const news = { ...resources.deployment, trigger };
      resources.deployment = (await ApiDeployment.update(config, apiId, resources.deployment, news)).outs;
    }
    await destroy(config, resources);
    expect(emulator.state()).toEqual(before);
  });

  test("a revision that is gone comes back as a new one of the cleaned working copy", async () => {
    const resources = await up(config, "dev", adding);
    const [first] = (api()?.revisions ?? []) as { id: string }[];
    await publisher("DELETE", `/revisions/${first?.id}`);
    await destroy(config, resources);
    expect(api()?.revisions).toEqual([{ id: expect.any(String), description: "As it was before Pulumi" }]);
    expect(operation("POST /books")).toEqual([]);
    expect(api()?.deployed[0]?.scopes).toEqual([]);
  });

  test("a scope that somebody else made is taken over only when asked, and given back", async () => {
    const whole = (await publisher("GET", "")) as Record<string, unknown>;
    const scope = { name: "books_add", displayName: "By hand", description: "Mine", bindings: [] };
    await publisher("PUT", "", { ...whole, scopes: [{ scope, shared: false }] });
    const theirs = emulator.state();
    await expect(up(config, "dev", adding)).rejects.toThrow("books_add exists already, and no stack made it");
    expect(emulator.state()).toEqual(theirs);
    const resources = await up(config, "dev", { ...adding, adopt: true });
    await destroy(config, resources);
    expect(emulator.state()).toEqual(theirs);
  });

  test("a read shows what somebody changed by hand, as inputs", async () => {
    const { permissions, deployment, lifecycle } = await up(config, "dev", adding);
    const untouched = await ApiPermissions.read(config, apiId, permissions);
    expect(ApiPermissions.diff(config, apiId, untouched.props as Values, permissions).changes).toBe(false);

    const whole = (await publisher("GET", "")) as { operations: { scopes: string[] }[] };
    const detached = whole.operations.map((one) => ({ ...one, scopes: [] }));
    await publisher("PUT", "", { ...whole, operations: detached });
    // As another process would, later.
    const other = configFor(emulator, { run: 2 });
    expect(await ApiPermissions.read(other, apiId, permissions)).toMatchObject({
      inputs: { operations: { "GET /books": [], "POST /books": [] } },
    });
    expect(await ApiLifecycle.read(other, apiId, lifecycle)).toMatchObject({
      inputs: { state: "PUBLISHED" },
    });
    expect(await ApiDeployment.read(other, apiId, deployment)).toMatchObject({
      inputs: { trigger: deployment.trigger },
    });
  });

  test("two stacks do not undo each other, and the last one gives it back", async () => {
    const dev = await up(config, "dev", adding);
    const prod = await up(config, "prod", reading);
    expect(operation("POST /books")).toEqual(["books_add"]);
    await destroy(config, dev);
    expect(operation("POST /books")).toEqual([]);
    expect(operation("GET /books")).toEqual(["books_read"]);
    expect(api()?.lifeCycleStatus).toBe("PUBLISHED");
    await destroy(config, prod);
    expect(emulator.state()).toEqual(before);
  });
});
