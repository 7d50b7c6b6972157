import { z } from "zod";
import { choreo as seed } from "../seed.ts";
import type { Emulation } from "./emulation.ts";
import { readContent, showApi } from "./publisher/api-content.ts";
import type { ApiBody } from "./publisher/api-schema.ts";
import type { StoredApi } from "./store/model.ts";

const VERBS = ["get", "put", "post", "delete", "patch", "head", "options"];
const security = z.array(z.record(z.string(), z.array(z.string())));
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  security: security.optional(),
  components: z
    .looseObject({ securitySchemes: z.record(z.string(), z.looseObject({ flows: z.unknown() })).optional() })
    .optional(),
});

/** What a deployment of a component makes of its API; `document` is its OpenAPI document, as JSON. */
export const componentSchema = z.strictObject({ apiId: z.string(), document: documentSchema });
export type ComponentDeployment = z.input<typeof componentSchema>;

/**
 * A component is deployed from a commit: operations and permissions of its API become those of the document, whatever was written into
 * the API meanwhile, and a new revision takes the place of what runs in `Default`. Custom properties stay. Inferred from Choreo's
 * documentation of services that are no proxies; how its own deployment goes about it is in no public source.
 *
 * @throws Error where there is no such API
 */
export function deployComponent(emulation: Emulation, wish: ComponentDeployment): void {
  const { apiId, document } = componentSchema.parse(wish);
  const api = emulation.store.apis.get(apiId);
  if (!api) throw new Error(`there is no API ${apiId}`);
  const before = showApi(emulation, api) as ApiBody;
  const named = scopesOf(document);
  const verbatim = (name: string) => ({
    name,
    displayName: name,
    description: named[name] ?? "",
    bindings: [],
  });
  api.content = readContent(emulation, {
    ...before,
    scopes: Object.keys(named).map((name) => ({ scope: verbatim(name), shared: false })),
    operations: operationsOf(document),
  });
  deploy(emulation, api);
  emulation.changed();
}

function operationsOf({ paths, security: overall = [] }: z.output<typeof documentSchema>) {
  return Object.entries(paths).flatMap(([target, operations]) =>
    Object.entries(operations)
      .filter(([verb]) => VERBS.includes(verb))
      .map(([verb, operation]) => {
        const own = (operation as { security?: z.output<typeof security> }).security ?? overall;
        const scopes = [...new Set(own.flatMap((requirement) => Object.values(requirement).flat()))];
        const isAnonymous = own.length === 0;
        return {
          verb: verb.toUpperCase(),
          target,
          authType: isAnonymous ? "None" : "Application & Application User",
          throttlingPolicy: "Unlimited",
          scopes,
          usedProductIds: [],
          operationPolicies: { request: [], response: [], fault: [] },
        };
      }),
  );
}

/** Those of all flows of all schemes, with their descriptions. */
function scopesOf({ components }: z.output<typeof documentSchema>): Record<string, string> {
  const flows = Object.values(components?.securitySchemes ?? {}).flatMap((scheme) =>
    Object.values((scheme.flows ?? {}) as Record<string, { scopes?: Record<string, string> }>),
  );
  return Object.assign({}, ...flows.map(({ scopes }) => scopes ?? {}));
}

function deploy({ store, switches }: Emulation, api: StoredApi): void {
  const revisions = store.revisionsOf(api.id);
  const idle = revisions.find(({ id }) => store.deploymentsOf(id).length === 0);
  if (revisions.length >= switches.maxRevisions && idle) store.revisions.delete(idle.id);
  const revision = {
    id: store.newId(),
    apiId: api.id,
    number: api.nextRevision++,
    description: "Deployed with the component",
    createdTime: store.now(),
    content: api.content,
  };
  store.revisions.set(revision.id, revision);
  const name = seed.gatewayEnvironment;
  const others = store.deployments.filter((each) => each.apiId !== api.id || each.name !== name);
  const deployment = { apiId: api.id, revisionId: revision.id, name, vhost: "localhost" };
  store.deployments = [
    ...others,
    { ...deployment, displayOnDevportal: true, deployedTime: store.now(), status: "APPROVED" },
  ];
}
