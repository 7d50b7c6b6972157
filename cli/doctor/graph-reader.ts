import { ClientSecretCredential, DefaultAzureCredential, type TokenCredential } from "@azure/identity";
import axios, { AxiosError } from "axios";
import axiosRetry from "axios-retry";
import type { Cloud } from "../shared/cloud.ts";
import { CliError, reasonOf } from "../shared/errors.ts";
import { Forbidden, type GraphReader } from "./reader.ts";

/**
 * Reads Microsoft Graph with the identity that runs `pulumi up`: `ARM_CLIENT_ID` and `ARM_CLIENT_SECRET` where they are set, else whatever
 * `DefaultAzureCredential` finds (`az login`, workload identity, managed identity). Signs in at once.
 *
 * @throws CliError (service) if that fails
 */
export async function graphReader(
  cloud: Cloud,
  tenantId: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<GraphReader> {
  const credential = findCredential(cloud, tenantId, env);
  await tokenFor(credential, cloud);
  const http = axios.create({ baseURL: cloud.graph, timeout: 30_000 });
  axiosRetry(http, {
    retries: 3,
    retryDelay: axiosRetry.exponentialDelay,
    retryCondition: (error) =>
      axiosRetry.isNetworkOrIdempotentRequestError(error) || error.response?.status === 429,
  });
  async function get<T>(url: string): Promise<T | undefined> {
    const authorization = `Bearer ${await tokenFor(credential, cloud)}`;
    try {
      return (await http.get<T>(url, { headers: { authorization } })).data;
    } catch (error) {
      if (!(error instanceof AxiosError)) throw error;
      const what = `${cloud.graph}${url.replace(cloud.graph, "").split("?", 1)[0]}`;
      if (error.response?.status === 404) return undefined;
      if (error.response?.status === 403) throw new Forbidden(what);
      const reason = error.response ? `it answered ${error.response.status}` : reasonOf(error);
      // The original error holds the request with its token: it must not travel on.
      throw new Error(`${what}: ${reason}`);
    }
  }
  return {
    get,
    async list<T>(path: string): Promise<T[] | undefined> {
      const entries: T[] = [];
      for (let url: string | undefined = path; url; ) {
        const page: GraphPage<T> | undefined = await get<GraphPage<T>>(url);
        if (!page) return undefined;
        entries.push(...page.value);
        url = page["@odata.nextLink"];
        // The token goes with it: only to where it was meant for.
        if (url && new URL(url).origin !== new URL(cloud.graph).origin)
          throw new Error(`${cloud.graph}${path}: its next page is on another host, ${new URL(url).host}`);
      }
      return entries;
    },
  };
}

/** A page of a list; Graph's, whatever its size (learn.microsoft.com, "Paging Microsoft Graph data in your app"). */
interface GraphPage<T> {
  value: T[];
  "@odata.nextLink"?: string;
}

function findCredential(cloud: Cloud, tenantId: string, env: NodeJS.ProcessEnv): TokenCredential {
  const options = { authorityHost: cloud.login, disableInstanceDiscovery: cloud.fromMetadata };
  const { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: clientSecret } = env;
  return clientId && clientSecret
    ? new ClientSecretCredential(tenantId, clientId, clientSecret, options)
    : new DefaultAzureCredential({ ...options, tenantId });
}

async function tokenFor(credential: TokenCredential, cloud: Cloud): Promise<string> {
  const token = await credential.getToken(`${cloud.graph}/.default`).catch((error: unknown) => {
    const reason = reasonOf(error);
    // The library wraps Entra's sentence into codes, times and ids, each of them twice.
    const said = /AADSTS\d+: .*?(?= Trace ID|$)/.exec(reason)?.[0] ?? reason;
    throw new CliError(
      "service",
      `Could not sign in to Microsoft Graph: ${said}`,
      'Set ARM_CLIENT_ID and ARM_CLIENT_SECRET as for pulumi up, or run "az login".',
    );
  });
  return token?.token ?? "";
}
