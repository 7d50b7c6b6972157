import { choreo as seed } from "../seed.ts";
import { PERSON } from "./auth/authenticate.ts";
import type { Emulation } from "./emulation.ts";
import type { ApiBody } from "./publisher/api-schema.ts";
import { addApi } from "./publisher/apis.ts";
import type { StoredApi } from "./store/model.ts";

/** An API to start a test or a benchmark from. */
export interface NewApi {
  name: string;
  /** Default `1.0.0`. */
  version?: string;
  /** Default `/<name>`. */
  context?: string;
  id?: string;
  description?: string;
  /** `"GET /books"`. */
  operations: readonly string[];
  /** Permissions by bare name, with the operations they open. */
  scopes?: Readonly<Record<string, readonly string[]>>;
  provider?: string;
  /** Make a revision of it and deploy it to the gateway. */
  deploy?: boolean;
  publish?: boolean;
}

/** Makes an API as Choreo's Console would: with its scope prefix, tiers, properties and, if wanted, a deployed revision. */
export function createApi(emulation: Emulation, api: NewApi): StoredApi {
  const made = addApi(emulation, bodyOf(emulation, api), api.provider ?? PERSON, api.id);
  if (api.deploy) deployFirstRevision(emulation, made);
  if (api.publish) made.lifeCycleStatus = "PUBLISHED";
  emulation.changed();
  return made;
}

function bodyOf(emulation: Emulation, api: NewApi): ApiBody {
  const isChoreo = emulation.flavour === "choreo";
  const prefix = `urn:${emulation.organization}:${api.name.toLowerCase().replaceAll(" ", "")}:`;
  const nameOf = (scope: string) => (isChoreo ? scope : prefix + scope);
  const scopes = Object.entries(api.scopes ?? {});
  return {
    name: api.name,
    version: api.version ?? "1.0.0",
    context: api.context ?? `/${api.name}`,
    description: api.description ?? api.name,
    ...(isChoreo ? { scopePrefix: prefix } : {}),
    policies: ["Bronze", "Unlimited"],
    transport: ["http", "https"],
    tags: ["sandbox"],
    visibility: "PUBLIC",
    keyManagers: ["all"],
    additionalProperties: [
      { name: "accessibility", value: "external", display: false },
      { name: "projectId", value: "3f8f6a1c-6d8d-4a3e-9a55-0f1e2d3c4b05", display: false },
    ],
    businessInformation: {
      businessOwner: "Taylor Dean",
      businessOwnerEmail: "taylor@taylordean.example",
      technicalOwner: null,
      technicalOwnerEmail: null,
    },
    corsConfiguration: {
      corsConfigurationEnabled: true,
      accessControlAllowOrigins: ["*"],
      accessControlAllowCredentials: false,
      accessControlAllowHeaders: ["authorization", "Content-Type"],
      accessControlAllowMethods: ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"],
    },
    maxTps: { production: 1000, sandbox: 1000 },
    endpointConfig: {
      endpoint_type: "http",
      production_endpoints: { url: `http://${api.name.toLowerCase().replaceAll(" ", "-")}.internal:8080` },
    },
    scopes: scopes.map(([name]) => ({
      scope: { name: nameOf(name), displayName: name, description: "", bindings: [] },
      shared: false,
    })),
    operations: api.operations.map((operation) => {
      const [verb, target] = operation.split(" ") as [string, string];
      return {
        verb,
        target,
        authType: "Application & Application User",
        throttlingPolicy: "Unlimited",
        scopes: scopes.filter(([, opens]) => opens.includes(operation)).map(([name]) => nameOf(name)),
        usedProductIds: [],
        operationPolicies: { request: [], response: [], fault: [] },
      };
    }),
  };
}

/** As the Console's first "Deploy" does. */
function deployFirstRevision(emulation: Emulation, api: StoredApi): void {
  const { store } = emulation;
  const seeded = Object.values(seed.apis).find(({ id }) => id === api.id);
  const revision = {
    // Fixed for the seed, so that two runs leave the same state.
    id: seeded ? `f${seeded.id.slice(1)}` : store.newId(),
    apiId: api.id,
    number: api.nextRevision++,
    description: "Initial deployment",
    createdTime: store.now(),
    content: api.content,
  };
  store.revisions.set(revision.id, revision);
  store.deployments.push({
    apiId: api.id,
    revisionId: revision.id,
    name: seed.gatewayEnvironment,
    vhost: "localhost",
    displayOnDevportal: true,
    deployedTime: store.now(),
    status: "APPROVED",
  });
}
