import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import * as ApiDeployment from "../../providers/choreo/ApiDeployment/handlers.ts";
import * as ApiLifecycle from "../../providers/choreo/ApiLifecycle/handlers.ts";
import * as ApiPermissions from "../../providers/choreo/ApiPermissions/handlers.ts";
import type { Values } from "../../providers/choreo/resource/values.ts";
import type { ProviderConfig } from "../../providers/choreo/resource/withOperations.ts";
import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import { configFor, make, startEmulator } from "./harness.ts";

const apiId = seed.apis.books.id;
const claimant = "shop/dev/books";
const wish = {
  apiId,
  claimant,
  scopes: { books_add: { description: "Add a book" } },
  operations: { "POST /books": ["books_add"] },
};

interface Property {
  name: string;
}
interface Api {
  additionalProperties: Property[];
  additionalPropertiesMap: Record<string, Property>;
}

/** The API without what stacks note in it. */
function withoutRegister(api: Api): Api {
  const isForeign = ({ name }: Property) => !name.startsWith("pulumi_");
  return {
    ...api,
    additionalProperties: api.additionalProperties.filter(isForeign),
    additionalPropertiesMap: Object.fromEntries(
      Object.entries(api.additionalPropertiesMap).filter(([, property]) => isForeign(property)),
    ),
  };
}

let emulator: RunningChoreo;
let before: object;
beforeAll(async () => {
  emulator = await startEmulator();
  before = emulator.state();
});
afterAll(() => emulator.close());

describe("a server that does not keep custom properties", () => {
  let front: Server;
  let config: ProviderConfig;
  beforeEach(async () => {
    front = createServer(async (request, response) => {
      const sent = await text(request);
      const isApi = request.method === "PUT" && sent.includes("additionalPropertiesMap");
      const answer = await fetch(`${emulator.url}${request.url}`, {
        method: request.method ?? "GET",
        headers: { authorization: request.headers.authorization ?? "", "content-type": "application/json" },
        ...(sent ? { body: isApi ? JSON.stringify(withoutRegister(JSON.parse(sent))) : sent } : {}),
      });
      response.writeHead(answer.status, { "content-type": "application/json" }).end(await answer.text());
    });
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    const { port } = front.address() as AddressInfo;
    const publisherUrl = emulator.urls.publisher.replace(emulator.url, `http://127.0.0.1:${port}`);
    config = configFor(emulator, { publisherUrl });
  });
  afterEach(() => {
    front.closeAllConnections();
    front.close();
    jest.restoreAllMocks();
  });

  test("says that one stack alone can use the API, sees no drift, and gives it back from what the state remembers", async () => {
    const warnings = jest.spyOn(console, "warn").mockImplementation(() => {});
    const permissions = await make(ApiPermissions, config, wish);
    expect(warnings.mock.calls.flat().join()).toContain("only one stack can use it at a time");
    const deployment = await make(ApiDeployment, config, { apiId, claimant, trigger: "1" });
    const lifecycle = await make(ApiLifecycle, config, { apiId, claimant });

    const seen = await ApiPermissions.read(config, apiId, permissions.outs);
    expect(ApiPermissions.diff(config, apiId, seen.props as Values, permissions.inputs).changes).toBe(false);
    const more = { ...permissions.inputs, operations: { "GET /books": ["books_add"] } };
    const { outs } = await ApiPermissions.update(config, apiId, permissions.outs, more);

    await ApiLifecycle.remove(config, apiId, lifecycle.outs);
    await ApiDeployment.remove(config, apiId, deployment.outs);
    await ApiPermissions.remove(config, apiId, outs);
    expect(emulator.state()).toEqual(before);
  });
});

test("a claim that somebody removed is drift, and the next update notes it again", async () => {
  const config = configFor(emulator, { run: "lost claim" });
  const made = await make(ApiPermissions, config, wish);
  const claimed = emulator.state();
  const url = `${emulator.urls.publisher}/apis/${apiId}?organizationId=${seed.organizationId}`;
  const headers = { authorization: `Bearer ${seed.personalAccessToken}`, "content-type": "application/json" };
  const api = (await (await fetch(url, { headers })).json()) as Api;
  const put = { method: "PUT", headers, body: JSON.stringify(withoutRegister(api)) };
  expect((await fetch(url, put)).status).toBe(200);

  // As another process would, later.
  const later = configFor(emulator, { run: "later" });
  const found = await ApiPermissions.read(later, apiId, made.outs);
  expect(found).toMatchObject({ inputs: { claimant: "" } });
  expect(ApiPermissions.diff(later, apiId, found.props as Values, made.inputs).changes).toBe(true);
  const { outs } = await ApiPermissions.update(later, apiId, found.props as Values, made.inputs);
  expect(emulator.state()).toEqual(claimed);
  await ApiPermissions.remove(later, apiId, outs);
  expect(emulator.state()).toEqual(before);
});
