import type { RunningChoreo } from "../../../sandbox/choreo/index.ts";
import { choreo as seed } from "../../../sandbox/seed.ts";
import { apiId } from "./stack.ts";

interface Operation {
  verb: string;
  target: string;
  authType?: string;
  scopes: string[];
}
export interface Api {
  description: string;
  lifeCycleStatus: string;
  scopes: {
    scope: { name: string; displayName: string; description: string; bindings?: string[] };
    shared: boolean;
  }[];
  operations: Operation[];
  additionalProperties: { name: string; value: string }[];
  additionalPropertiesMap: object;
}
export interface Revision {
  id: string;
  description: string;
  deploymentInfo: { name: string }[];
}

export const nameOf = ({ verb, target }: Operation): string => `${verb} ${target}`;
const VHOSTS: Record<string, string> = { Default: "localhost", Staging: "staging.localhost" };

export type Person = ReturnType<typeof personAt>;

/** Calls one of the emulator's REST APIs as a person of the organisation. */
export const callerOf =
  (emulator: RunningChoreo, api: "publisher" | "devportal" | "admin") =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const separator = path.includes("?") ? "&" : "?";
    const url = `${emulator.urls[api]}${path}${separator}organizationId=${seed.organizationId}`;
    const headers = {
      authorization: `Bearer ${seed.personalAccessToken}`,
      "content-type": "application/json",
    };
    const init = { method, headers, body: body === undefined ? null : JSON.stringify(body) };
    const response = await emulator.fetch(new Request(url, init));
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text || "null") as T;
  };

/** Somebody at Choreo's Console, with the same rights as the stacks, who works on the API `books`. */
export function personAt(emulator: RunningChoreo) {
  const send = callerOf(emulator, "publisher");
  const path = `/apis/${apiId}`;
  const read = (id = apiId) => send<Api>("GET", `/apis/${id}`);
  const change = async (edit: (api: Api) => Partial<Api>) => {
    const api = await read();
    return send<Api>("PUT", path, { ...api, ...edit(api) });
  };
  const revisions = async () => (await send<{ list: Revision[] }>("GET", `${path}/revisions`)).list;
  const places = (environments: string[]) =>
    environments.map((name) => ({ name, vhost: VHOSTS[name], displayOnDevportal: true }));
  const lifecycle = (action: string) =>
    send("POST", `/apis/change-lifecycle?apiId=${apiId}&action=${encodeURIComponent(action)}`);

  return {
    read,
    revisions,
    /** Makes the scope if there is none, and attaches it. */
    attach: (scope: string, operation: string) =>
      change(({ scopes, operations }) => ({
        scopes: scopes.some((one) => one.scope.name === scope)
          ? scopes
          : [
              ...scopes,
              {
                scope: { name: scope, displayName: scope, description: "By hand", bindings: [] },
                shared: false,
              },
            ],
        operations: operations.map((one) =>
          nameOf(one) === operation ? { ...one, scopes: [...new Set([...one.scopes, scope])] } : one,
        ),
      })),
    detach: (scope: string, operation: string) =>
      change(({ operations }) => ({
        operations: operations.map((one) =>
          nameOf(one) === operation ? { ...one, scopes: one.scopes.filter((name) => name !== scope) } : one,
        ),
      })),
    deleteScope: (scope: string) =>
      change(({ scopes, operations }) => ({
        scopes: scopes.filter((one) => one.scope.name !== scope),
        operations: operations.map((one) => ({
          ...one,
          scopes: one.scopes.filter((name) => name !== scope),
        })),
      })),
    /** Switches an operation's security, "Security" of the Console's resources. */
    secure: (operation: string, isOn: boolean) =>
      change(({ operations }) => ({
        operations: operations.map((one) =>
          nameOf(one) === operation
            ? { ...one, authType: isOn ? "Application & Application User" : "None" }
            : one,
        ),
      })),
    change,
    describe: (description: string) => change(() => ({ description })),
    /** Makes room as the Console asks people to, then does "Save and Deploy". */
    async deploy(environments: string[], description = "By hand") {
      const all = await revisions();
      const idle = all.filter(({ deploymentInfo }) => deploymentInfo.length === 0);
      if (all.length >= 5 && idle[0]) await send("DELETE", `${path}/revisions/${idle[0].id}`);
      if (all.length >= 5 && !idle[0]) return;
      const { id } = await send<Revision>("POST", `${path}/revisions`, { description });
      await send("POST", `${path}/deploy-revision?revisionId=${id}`, places(environments));
    },
    async undeploy(environment: string) {
      for (const { id, deploymentInfo } of await revisions())
        if (deploymentInfo.some(({ name }) => name === environment))
          await send("POST", `${path}/undeploy-revision?revisionId=${id}`, places([environment]));
    },
    /** One that is deployed nowhere; which of them is up to the number. */
    async deleteRevision(number: number) {
      const idle = (await revisions()).filter(({ deploymentInfo }) => deploymentInfo.length === 0);
      const one = idle[number % Math.max(1, idle.length)];
      if (one) await send("DELETE", `${path}/revisions/${one.id}`);
    },
    async publish() {
      if ((await read()).lifeCycleStatus !== "PUBLISHED") await lifecycle("Publish");
    },
    async unpublish() {
      if ((await read()).lifeCycleStatus === "PUBLISHED") await lifecycle("Demote to Created");
    },
  };
}
