import type { PolicyResource } from "@pulumi/policy";
import {
  type AccessModel,
  accessOf,
  type Legend,
  ModelError,
  propertiesRead,
  type Resource,
  readModel,
  UNKNOWN,
} from "../access/index.ts";
import { componentTypes } from "../components/componentTypes.ts";
import { known } from "./known.ts";
import { scopesIn, types } from "./resourceTypes.ts";

/** Who may do what in a stack that is about to be brought up, and the resources that say so. */
export interface StackAccess {
  model: AccessModel;
  /** Of an API or client by its settings' key, to report on. */
  resource(type: string, key: string): PolicyResource | undefined;
}

/**
 * The access model, computed from the resources as policies see them. What these cannot tell (operations that the settings do not list)
 * is in the stack's own output; a program without one is judged by its resources alone.
 */
export function stackAccess(resources: readonly PolicyResource[]): StackAccess {
  const found = resources.flatMap((policyResource) => {
    const resource = toResource(policyResource);
    return resource ? [{ resource, policyResource }] : [];
  });
  const model = accessOf(
    found.map(({ resource }) => resource),
    legendIn(resources),
  );
  return {
    model,
    resource: (type, key) =>
      found.find(({ resource }) => resource.type === type && resource.component?.name === key)
        ?.policyResource,
  };
}

function toResource(resource: PolicyResource): Resource | undefined {
  const { type, name, props } = resource;
  const read = propertiesRead[type];
  if (!read) return undefined;
  const entries = read.map((property) => [property, plain(() => props[property])] as const);
  return {
    type,
    name,
    component: componentOf(resource),
    properties: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
  };
}

const OURS = new Set<string>(Object.values(componentTypes));

/** The component that it is in. One that is in none goes to what this program would have made it in, by its name. */
function componentOf({
  type,
  name,
  props,
  parent,
  propertyDependencies,
}: PolicyResource): Resource["component"] {
  if (parent && OURS.has(parent.type)) return { type: parent.type, name: parent.name };
  switch (type) {
    case types.application:
      return {
        type: scopesIn(props).length > 0 ? componentTypes.azureWebApi : componentTypes.azureClientApp,
        name,
      };
    case types.servicePrincipal: {
      const [application] = propertyDependencies.clientId ?? [];
      return application && componentOf(application);
    }
    case types.apiPermissions:
      return { type: componentTypes.choreoApi, name };
    default:
      return undefined;
  }
}

const NOTHING: Legend = { environment: "", principals: {}, apis: {}, clients: {} };

function legendIn(resources: readonly PolicyResource[]): Legend {
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  try {
    return readModel(plain(() => stack?.props.access));
  } catch (error) {
    if (error instanceof ModelError) return NOTHING;
    throw error;
  }
}

/** The value, with {@link UNKNOWN} for what a preview does not know, wherever it stands. */
function plain(read: () => unknown): unknown {
  let value: unknown = UNKNOWN;
  known(() => {
    value = read();
  });
  if (Array.isArray(value)) {
    const list = value;
    return Array.from(list.keys(), (index) => plain(() => list[index]));
  }
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(Object.keys(record).map((key) => [key, plain(() => record[key])]));
}
