import { Agent } from "node:https";
import { performance } from "node:perf_hooks";
import axios, { type AxiosInstance } from "axios";
import * as seed from "../sandbox/seed.ts";
import type { Arena } from "./arena.ts";
import { type Workload, workload } from "./workload.ts";

/** Seconds that the plain calls took, one entry a round. */
export interface ScriptReadings {
  resources: number;
  sequential: number[];
  tenAtATime: number[];
}

export async function playScripts(arena: Arena, resources: number, rounds: number): Promise<ScriptReadings> {
  const readings: ScriptReadings = { resources, sequential: [], tenAtATime: [] };
  for (let round = 0; round < rounds; round++) {
    for (const [list, concurrency] of [
      [readings.sequential, 1],
      [readings.tenAtATime, 10],
    ] as const) {
      const started = performance.now();
      const cleanUp = await runScript(arena, workload(resources), concurrency);
      list.push((performance.now() - started) / 1000);
      await cleanUp();
    }
  }
  return readings;
}

/**
 * The yardstick from outside Pulumi: the HTTP calls that making the workload takes, by plain axios on one keep-alive agent.
 *
 * @param concurrency calls under way at once
 * @returns the clean-up, which is not part of the figure
 */
async function runScript(arena: Arena, load: Workload, concurrency: number): Promise<() => Promise<void>> {
  const agent = new Agent({ keepAlive: true, ca: arena.tls.ca });
  const client = (baseURL: string): AxiosInstance =>
    axios.create({
      baseURL,
      httpsAgent: agent,
      proxy: false,
      headers: { authorization: `Bearer ${seed.choreo.personalAccessToken}` },
      params: { organizationId: seed.choreo.organizationId },
    });
  const publisher = client(arena.choreo.urls.publisher);
  const devportal = client(arena.choreo.urls.devportal);
  const applicationIds: string[] = [];
  const apisBefore: { id: string }[] = [];

  await inParallel(concurrency, load.apis, async (api, index) => {
    const { data } = await publisher.get(`/apis/${arena.apiIds[index]}`);
    apisBefore.push(structuredClone(data));
    data.scopes = api.scopes.map((name) => ({
      scope: { name, displayName: name, description: name, bindings: [] },
      shared: false,
    }));
    for (const operation of data.operations) {
      operation.scopes = api.operations[`${operation.verb} ${operation.target}`] ?? [];
    }
    await publisher.put(`/apis/${arena.apiIds[index]}`, data);
  });
  await inParallel(concurrency, load.applications, async ({ name, description, api, consumerKey }) => {
    const { data } = await devportal.post("/applications", {
      name,
      description,
      throttlingPolicy: "Unlimited",
    });
    applicationIds.push(data.applicationId);
    await devportal.post(`/applications/${data.applicationId}/map-keys`, {
      consumerKey,
      keyType: "PRODUCTION",
      keyManager: "AzureAD",
    });
    await devportal.post("/subscriptions", {
      applicationId: data.applicationId,
      apiId: arena.apiIds[api],
      throttlingPolicy: "Unlimited",
    });
  });

  return async () => {
    await inParallel(10, applicationIds, (id) => devportal.delete(`/applications/${id}`));
    await inParallel(10, apisBefore, (api) => publisher.put(`/apis/${api.id}`, api));
    agent.destroy();
  };
}

async function inParallel<T>(
  width: number,
  items: T[],
  work: (item: T, index: number) => Promise<unknown>,
): Promise<void> {
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) await work(item, index);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
