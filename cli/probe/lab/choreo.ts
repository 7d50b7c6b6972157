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
import { create as createIdentityProvider } from "../../../providers/choreo/IdentityProvider/operations.ts";
import { deleteKeyManager, listKeyManagers } from "../../../providers/choreo/IdentityProvider/rest.ts";
import { remove as removeKey } from "../../../providers/choreo/IdpKey/operations.ts";
import { type KeyFields, listKeys } from "../../../providers/choreo/IdpKey/rest.ts";
import { getApplicationPolicies } from "../../../providers/choreo/reads.ts";
import type { Values } from "../../../providers/choreo/resource/values.ts";
import type { Asked, ChoreoSide } from "../world.ts";
import { type Cleaned, Things, together } from "./cleaning.ts";
import { NOTE, newName, SEARCH, type Whose } from "./mark.ts";

/** The one operation of the API. */
export const OPERATION = { verb: "GET", target: "/probe" } as const;

/** What is made in Choreo to try things with: each when it is first asked for. */
export class ChoreoLab {
  readonly name: string;
  readonly #choreo: ChoreoSide;
  readonly #known = new Map<string, Promise<unknown>>();
  readonly #apis = new Things("APIs of Choreo");
  readonly #applications = new Things("applications of Choreo");
  readonly #identityProviders = new Things("identity providers of Choreo");

  constructor(choreo: ChoreoSide) {
    this.#choreo = choreo;
    this.name = newName(choreo.clock.date());
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
      const { id } = await this.#apis.make(
        async () => checked(call, await this.#client.send<ApiObject>(call), "id"),
        (made) => made.id,
      );
      return readApi(this.#client, id);
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
      const fields = { name: this.name, description: NOTE, throttlingPolicy };
      return this.#applications.make(
        () => createApplication(this.#client, fields),
        ({ applicationId }) => applicationId,
      );
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

  identityProvider(inputs: Values): Promise<{ id: string; outs: Values }> {
    return this.#identityProviders.make(
      () => createIdentityProvider(this.#choreo.control, inputs),
      ({ id }) => id,
    );
  }

  /** Removes what this run made, and what is meant of others: applications with their keys first. */
  async clean(whose: Whose): Promise<Cleaned> {
    const client = this.#client;
    const now = this.#choreo.clock.date();
    const ofApplications = await this.#applications.clean(
      whose,
      now,
      async () =>
        (await getAll<ApplicationObject>(client, applicationsCall(SEARCH))).map(
          ({ applicationId, name, description }) => ({ id: applicationId, name, note: description }),
        ),
      (id) => unlessGone(deleteApplication(client, id)),
    );
    const ofApis = await this.#apis.clean(
      whose,
      now,
      async () => {
        const found = await searchApis(client, `name:${SEARCH}`, "Look for what probes have made");
        const whole = await Promise.all(found.map(({ id }) => unlessGone(readApi(client, id))));
        return whole.flatMap((api) => (api ? [{ id: api.id, name: api.name, note: api.description }] : []));
      },
      async (id) => {
        await this.#withdrawWaiting(id);
        const path = `/apis/${encodeURIComponent(id)}`;
        const scopes = ["apim:api_delete"];
        await unlessGone(
          client.send({ api: "publisher", method: "DELETE", path, what: "Delete an API", scopes }),
        );
      },
    );
    const ofIdentityProviders = await this.#identityProviders.clean(
      whose,
      now,
      async () =>
        ((await unlessGone(listKeyManagers(client))) ?? []).map(({ id, name, description }) => ({
          ...{ id, name },
          note: description,
        })),
      (id) => deleteKeyManager(client, id, this.name),
    );
    return together([ofApplications, ofApis, ofIdentityProviders]);
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
