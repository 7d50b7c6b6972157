import type { RunningChoreo } from "../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../sandbox/seed.ts";

type Json = Record<string, unknown>;

interface ApiBody extends Json {
  operations: { verb: string; target: string; scopes: string[] }[];
}

const apiId = seed.apis.books.id;

/** Somebody at Choreo's Console and Developer Portal, with the same rights as the stacks. Everything is about the API `books`. */
export function personAt({ urls }: RunningChoreo) {
  const send = async <T>(method: string, url: string, body?: unknown): Promise<T> => {
    const separator = url.includes("?") ? "&" : "?";
    const response = await fetch(`${url}${separator}organizationId=${seed.organizationId}`, {
      method,
      headers: { authorization: `Bearer ${seed.personalAccessToken}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    /** Gives the API one scope, and attaches it to operations such as `GET /books`. */
    async addScope(scope: { name: string; displayName: string; description: string }, operations: string[]) {
      const url = `${urls.publisher}/apis/${apiId}`;
      const api = await send<ApiBody>("GET", url);
      await send("PUT", url, {
        ...api,
        scopes: [{ scope: { ...scope, bindings: [] }, shared: false }],
        operations: api.operations.map((operation) => ({
          ...operation,
          scopes: operations.includes(`${operation.verb} ${operation.target}`) ? [scope.name] : [],
        })),
      });
    },
    publish: () =>
      send(
        "POST",
        `${urls.publisher}/apis/change-lifecycle?action=Publish&apiId=${encodeURIComponent(apiId)}`,
      ),
    async makeApplication(name: string): Promise<string> {
      const url = `${urls.devportal}/applications`;
      const body = { name, throttlingPolicy: "Unlimited", description: "By hand" };
      return (await send<{ applicationId: string }>("POST", url, body)).applicationId;
    },
    mapKey: (applicationId: string, consumerKey: string) =>
      send("POST", `${urls.devportal}/applications/${applicationId}/map-keys`, {
        consumerKey,
        keyManager: seed.identityProviders.v2.name,
        keyType: "PRODUCTION",
      }),
    subscribe: (applicationId: string, throttlingPolicy: string) =>
      send("POST", `${urls.devportal}/subscriptions`, { applicationId, apiId, throttlingPolicy }),
  };
}
