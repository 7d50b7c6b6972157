import * as pulumi from "@pulumi/pulumi";
import { propertiesRead, type Resource, UNKNOWN } from "../access/index.ts";

/**
 * Notes the resources that the program registers from here on, as far as access is computed from them.
 *
 * @returns what was registered until then; in a preview much of it is not known yet
 */
export function registeredResources(): () => Promise<Resource[]> {
  const registered: pulumi.ResourceTransformationArgs[] = [];
  pulumi.runtime.registerStackTransformation((args) => {
    if (propertiesRead[args.type]) registered.push(args);
    return undefined;
  });
  return () => Promise.all(registered.map(describe));
}

async function describe({ resource, type, name, props, opts }: pulumi.ResourceTransformationArgs) {
  // What the provider computes is on the resource itself by now.
  const all = resource as unknown as Record<string, unknown>;
  const read = (propertiesRead[type] ?? []).map(
    async (property) => [property, await known(props[property] ?? all[property])] as const,
  );
  const entries = (await Promise.all(read)).filter(([, value]) => value !== undefined);
  const { parent } = opts as pulumi.CustomResourceOptions;
  return {
    type,
    name,
    component: parent && {
      type: (parent as unknown as { __pulumiType: string }).__pulumiType,
      name: (parent as unknown as { __name: string }).__name,
    },
    properties: Object.fromEntries(entries),
  };
}

/** The value, with what is not known yet, or is secret, marked as such wherever it stands. */
async function known(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    const output = value as pulumi.Output<unknown> & Internals;
    const [isKnown, isSecret] = await Promise.all([output.isKnown, output.isSecret]);
    return isKnown && !isSecret ? known(await output.promise()) : UNKNOWN;
  }
  const settled = await value;
  if (Array.isArray(settled)) return Promise.all(settled.map(known));
  if (typeof settled !== "object" || settled === null) return settled;
  const entries = Object.entries(settled).map(async ([key, each]) => [key, await known(each)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** `OutputImpl` of @pulumi/pulumi 3.270.0, output.ts; its declarations leave these out. */
interface Internals {
  isKnown: Promise<boolean>;
  isSecret: Promise<boolean>;
  promise(): Promise<unknown>;
}
