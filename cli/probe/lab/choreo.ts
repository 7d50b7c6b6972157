import {
  type ApplicationObject,
  applicationsCall,
  createApplication,
  deleteApplication,
} from "../../../providers/choreo/Application/rest.ts";
import { placesOf, usualEnvironments } from "../../../providers/choreo/api/environments.ts";
import { checked, readApi, searchApis } from "../../../providers/choreo/api/rest.ts";
import {
  cancelDeployment,
  createRevision,
  deploy,
  listRevisions,
} from "../../../providers/choreo/api/revisions.ts";
import type { ApiObject, Deployment, Revision } from "../../../providers/choreo/api/types.ts";
import type { Call } from "../../../providers/choreo/client/call.ts";
import { unlessGone } from "../../../providers/choreo/client/errors.ts";
import { getAll } from "../../../providers/choreo/client/paging.ts";
import {
  ADMINISTRATION,
  deleteKeyManager,
  type KeyManagerObject,
} from "../../../providers/choreo/IdentityProvider/rest.ts";
import { remove as removeKey } from "../../../providers/choreo/IdpKey/operations.ts";
import { type KeyFields, listKeys } from "../../../providers/choreo/IdpKey/rest.ts";
import { getApplicationPolicies } from "../../../providers/choreo/index.ts";
import type { Asked, ChoreoSide } from "../world.ts";
import { type Cleaned, isOfProbe, NOTE, newName, removeAll, SEARCH, together } from "./mark.ts";

/** The one operation of the API. */
export const OPERATION = { verb: "GET", target: "/probe" } as const;

/** What is made in Choreo to try things with: each when it is first asked for. */
export class ChoreoLab {
  readonly name = newName();
  readonly #choreo: ChoreoSide;
  readonly #known = new Map<string, Promise<unknown>>();
  readonly #made = { apis: [] as string[], applications: [] as string[], keyManagers: [] as string[] };

  constructor(choreo: ChoreoSide) {
    this.#choreo = choreo;
  }

  get #client() {
    return this.#choreo.control.client();
  }

  /** An API that nobody is subscribed to, with one operation and an endpoint that leads nowhere. */
  api(): Promise<ApiObject> {
    return this.#once("api", async () => {
      const call = {
        api: "publisher",
        method: "POST",
        path: "/apis",
        what: "Make an API to try things with",
        scopes: ["apim:api_create"],
        single: true,
        body: {
          name: this.name,
          version: "0.0.1",
          context: `/${this.name}`,
          description: NOTE,
          endpointConfig: { endpoint_type: "http", production_endpoints: { url: "https://probe.invalid" } },
          operations: [
            { ...OPERATION, authType: "Application & Application User", throttlingPolicy: "Unlimited" },
          ],
        },
      } as const;
      const made = checked(call, await this.#client.send<ApiObject>(call), "id");
      this.#made.apis.push(made.id);
      return readApi(this.#client, made.id);
    });
  }

  /** A revision of it, as the program makes them. */
  async revision(description: string): Promise<Revision> {
    return createRevision(this.#client, (await this.api()).id, description);
  }

  /** Where the program would deploy it. */
  environment(): Promise<Deployment> {
    return this.#once("environment", async () => {
      const { control } = this.#choreo;
      const [place] = await placesOf(control, await usualEnvironments(control, []), []);
      return place as Deployment;
    });
  }

  /** The first revision, deployed. */
  deployed(): Promise<{ revision: Revision; deployments: Deployment[] }> {
    return this.#once("deployed", async () => {
      const revision = await this.revision("Probe 1");
      const deployments = await deploy(this.#client, (await this.api()).id, revision.id, [
        await this.environment(),
      ]);
      return { revision, deployments };
    });
  }

  application(): Promise<ApplicationObject> {
    return this.#once("application", async () => {
      const policies = await getApplicationPolicies(this.#choreo.control);
      const throttlingPolicy = policies.includes("Unlimited") ? "Unlimited" : (policies[0] ?? "Unlimited");
      const made = await createApplication(this.#client, {
        name: this.name,
        description: NOTE,
        throttlingPolicy,
      });
      this.#made.applications.push(made.applicationId);
      return made;
    });
  }

  /** A write that may well be refused, sent once. */
  attempt(call: Pick<Call, "path" | "method" | "body" | "query">): Promise<Asked<unknown>> {
    return this.#choreo.ask({ api: "publisher", single: true, ...call });
  }

  /** The same for a key of the application. */
  async mapKey(body: KeyFields): Promise<Asked<unknown>> {
    const path = `/applications/${encodeURIComponent((await this.application()).applicationId)}/map-keys`;
    return this.#choreo.ask({ api: "devportal", method: "POST", path, body, single: true });
  }

  async withoutKeys(): Promise<void> {
    const { applicationId } = await this.application();
    for (const { keyMappingId } of await listKeys(this.#client, applicationId))
      await removeKey(this.#choreo.control, keyMappingId, { applicationId });
  }

  /** Notes an identity provider that a check made. */
  madeKeyManager(id: string): void {
    this.#made.keyManagers.push(id);
  }

  /** Removes what this run and earlier ones made: applications with their keys first. */
  async clean(): Promise<Cleaned> {
    const { control, ask } = this.#choreo;
    const { apis, applications, keyManagers } = this.#made;
    const ofApplications = await removeAll(
      applications,
      async () =>
        (await getAll<ApplicationObject>(this.#client, applicationsCall(SEARCH)))
          .filter(({ name, description }) => isOfProbe(name, description))
          .map(({ applicationId }) => applicationId),
      (id) => unlessGone(deleteApplication(control.client(), id)),
    );
    const ofApis = await removeAll(
      apis,
      async () => {
        const found = await searchApis(this.#client, `name:${SEARCH}`, "Look for what probes have made");
        const named = await Promise.all(found.map(({ id }) => unlessGone(readApi(this.#client, id))));
        return named.flatMap((api) => (api && isOfProbe(api.name, api.description) ? [api.id] : []));
      },
      async (id) => {
        await this.#withdrawWaiting(id);
        await unlessGone(
          control.client().send({
            api: "publisher",
            method: "DELETE",
            path: `/apis/${encodeURIComponent(id)}`,
            what: "Delete an API",
            scopes: ["apim:api_delete"],
          }),
        );
      },
    );
    const ofKeyManagers = await removeAll(
      keyManagers,
      async () => {
        const listed = await ask<{ list?: KeyManagerObject[] }>({
          api: "admin",
          path: "/key-managers",
          scopes: ADMINISTRATION,
        });
        // Who may not read them has made none.
        if (!listed.ok && ![401, 403, 404].includes(listed.status ?? 0)) throw new Error("not read");
        return (listed.ok ? (listed.body.list ?? []) : [])
          .filter(({ name, description }) => isOfProbe(name, description))
          .map(({ id }) => id);
      },
      (id) => deleteKeyManager(control.client(), id, this.name),
    );
    return together([ofApplications, ofApis, ofKeyManagers]);
  }

  /** So that nobody is asked to approve what is gone. */
  async #withdrawWaiting(apiId: string): Promise<void> {
    for (const { id, deploymentInfo } of (await unlessGone(listRevisions(this.#client, apiId))) ?? [])
      for (const { name, status } of deploymentInfo ?? [])
        if (status === "CREATED") await cancelDeployment(this.#client, apiId, id, name);
  }

  /** What could not be made is not tried again. */
  #once<T>(what: string, make: () => Promise<T>): Promise<T> {
    const known = (this.#known.get(what) as Promise<T> | undefined) ?? make();
    this.#known.set(what, known);
    return known;
  }
}
