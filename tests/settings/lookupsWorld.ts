import { afterAll, beforeAll, expect } from "@jest/globals";
import { controlPlane } from "../../providers/choreo/index.ts";
import { type RunningChoreo, startChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";
import type { Directory } from "../../settings/directory.ts";
import { choreoLookups, parseSettings, resolveSettings, SettingsError } from "../../settings/index.ts";
import { configFor } from "../providers/emulator.ts";
import { NOW } from "./fixture.ts";

export const people: Record<string, string> = {
  "ada@taylordean.example": "ada-id",
  "grace@taylordean.example": "grace-id",
  "info@taylordean.example": "",
  "ada@gmail.com": "ada-id",
};

export const groups: Record<string, string> = {
  Librarians: "librarians-id",
  "librarians-id": "librarians-id",
  Sales: "",
};

/** Names that stand for nobody in particular have an empty id. */
const among = (all: Record<string, string>) => async (names: string[]) => {
  const known = names.flatMap((name) => {
    const found = Object.entries(all).find(([other]) => other.toLowerCase() === name.toLowerCase());
    return found ? [[name, found[1]] as const] : [];
  });
  return {
    ids: Object.fromEntries(known.filter(([, id]) => id)),
    ambiguous: known.filter(([, id]) => !id).map(([name]) => name),
  };
};

const directory: Directory = {
  caller: async () => ({ objectId: "caller-id", tenantId: "tenant-id" }),
  users: among(people),
  groups: among(groups),
  isPrincipal: async () => false,
  allUsers: async () => Object.keys(people),
  allGroups: async () => Object.keys(groups),
};

const elsewhere = { entraUrl: "https://localhost:1", gatewayUrl: () => "https://localhost:2" };

export let choreo: RunningChoreo;
export let apim: RunningChoreo;

beforeAll(async () => {
  [choreo, apim] = await Promise.all([
    startChoreo(elsewhere),
    startChoreo({ ...elsewhere, flavour: "apim" }),
  ]);
  choreo.createApi({ name: "bronze", operations: ["GET /bronze"] });
  choreo.createApi({ name: "taken", operations: ["GET /taken"], scopes: { taken_read: ["GET /taken"] } });
  for (const name of ["blocked", "retired", "deprecated"])
    choreo.createApi({ name, operations: ["GET /x"], publish: true });
});
afterAll(() => Promise.all([choreo.close(), apim.close()]));

export const resolve = (raw: unknown, emulator = choreo, credentials?: Record<string, string>) =>
  resolveSettings(
    parseSettings(raw, {
      now: NOW,
      documents: () => {
        throw new Error("no documents");
      },
    }),
    choreoLookups(
      controlPlane(configFor(emulator, {}, credentials)),
      async () => {
        throw new Error("nobody should ask");
      },
      directory,
    ),
  );

export async function problems(raw: unknown, emulator = choreo): Promise<string> {
  emulator.clearRequests();
  const before = JSON.stringify(emulator.state());
  const error = await resolve(raw, emulator).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SettingsError);
  expect(JSON.stringify(emulator.state())).toBe(before);
  const writes = emulator
    .requests()
    .filter(({ method, path }) => path.startsWith("/api/am/") && !["GET", "HEAD"].includes(method));
  expect(writes).toEqual([]);
  return (error as Error).message;
}

/** Changes an API behind everybody's back. */
export async function meddle(
  name: string,
  {
    action,
    ...content
  }: { policies?: string[]; keyManagers?: string[]; securityScheme?: string[]; action?: string },
): Promise<void> {
  const headers = {
    authorization: `Bearer ${seed.personalAccessToken}`,
    "content-type": "application/json",
  };
  const url = (path: string) => {
    const whole = new URL(choreo.urls.publisher + path);
    whole.searchParams.set("organizationId", seed.organizationId);
    return whole;
  };
  const get = async (path: string) => (await (await fetch(url(path), { headers })).json()) as never;
  const { list } = (await get(`/apis?query=name:${name}`)) as { list: { id: string; name: string }[] };
  const id = list.find((api) => api.name === name)?.id;
  if (Object.keys(content).length > 0) {
    const api = await get(`/apis/${id}`);
    const body = JSON.stringify({ ...(api as object), ...content });
    expect((await fetch(url(`/apis/${id}`), { method: "PUT", headers, body })).status).toBe(200);
  }
  if (action) {
    const target = url(`/apis/change-lifecycle?apiId=${id}&action=${action}`);
    expect((await fetch(target, { method: "POST", headers })).status).toBe(200);
  }
}

export const api = (name: string, changes: object = {}) => ({
  name,
  version: "1.0.0",
  permissions: {},
  operations: {},
  ...changes,
});
