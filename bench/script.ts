import { Agent } from "node:https";
import axios, { type AxiosInstance } from "axios";
import type { Workload } from "./workload.ts";

/** What a script needs to know of the sandbox. */
export interface ScriptTarget {
  publisherUrl: string;
  devportalUrl: string;
  token: string;
  organizationId: string;
  ca: string;
  apiIds: string[];
}

/**
 * The yardstick from outside Pulumi: the HTTP calls that making the workload takes, by plain axios on one keep-alive agent.
 *
 * @param concurrency calls under way at once
 * @returns the clean-up, which is not part of the figure
 */
export async function runScript(
  target: ScriptTarget,
  load: Workload,
  concurrency: number,
): Promise<() => Promise<void>> {
  const agent = new Agent({ keepAlive: true, ca: target.ca });
  const client = (baseURL: string): AxiosInstance =>
    axios.create({
      baseURL,
      httpsAgent: agent,
      proxy: false,
      headers: { authorization: `Bearer ${target.token}` },
      params: { organizationId: target.organizationId },
    });
  const publisher = client(target.publisherUrl);
  const devportal = client(target.devportalUrl);
  const applicationIds: string[] = [];

  await inParallel(concurrency, load.apis, async (api, index) => {
    const { data } = await publisher.get(`/apis/${target.apiIds[index]}`);
    data.scopes = api.scopes.map((name) => ({
      scope: { name, displayName: name, description: name, bindings: [] },
      shared: false,
    }));
    for (const operation of data.operations) {
      operation.scopes = api.operations[`${operation.verb} ${operation.target}`] ?? [];
    }
    await publisher.put(`/apis/${target.apiIds[index]}`, data);
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
      apiId: target.apiIds[api],
      throttlingPolicy: "Unlimited",
    });
  });

  return async () => {
    await inParallel(10, applicationIds, (id) => devportal.delete(`/applications/${id}`));
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
