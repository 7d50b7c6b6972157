import { propertiesRead, type Resource } from "./resources.ts";

/** A resource as the engine writes it: into a state, or into an event about a step (pulumi/pulumi, sdk/go/common/apitype). */
export interface EngineResource {
  urn: string;
  type: string;
  /** URN of the component. */
  parent?: string | undefined;
  inputs?: Readonly<Record<string, unknown>> | null | undefined;
  outputs?: Readonly<Record<string, unknown>> | null | undefined;
}

/**
 * What access is computed from, of one resource. Outputs count only where the inputs do not say it: the outputs that an event of an
 * update has are those from before it.
 *
 * @returns undefined for a resource that gives no access
 */
export function fromEngine({ urn, type, parent, inputs, outputs }: EngineResource): Resource | undefined {
  const read = propertiesRead[type];
  if (!read) return undefined;
  const known = { ...outputs, ...inputs };
  return {
    type,
    name: nameIn(urn),
    component: parent === undefined ? undefined : { type: typeIn(parent), name: nameIn(parent) },
    properties: Object.fromEntries(read.filter((name) => name in known).map((name) => [name, known[name]])),
  };
}

/** `urn:pulumi:<stack>::<project>::<parent's type>$<type>::<name>` */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function typeIn(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}
