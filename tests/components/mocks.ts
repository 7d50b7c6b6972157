import * as pulumi from "@pulumi/pulumi";

/** A resource as its constructor registered it. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}

export interface Mocks {
  resources: Registered[];
  /** The one resource of this type (its last part will do) and name. */
  one(type: string, name: string): Registered;
  /** Names of all resources of a type. */
  names(type: string): string[];
}

/**
 * Runs `program` as the stack `dev` of the project, with mocked engine and providers, until all its resources are registered. What
 * mocks do not show: resource options (parents apart from URNs, protect, ignoreChanges) and hooks; tests/engine does.
 */
export async function mocked(program: () => void | Promise<void>, { preview = false } = {}): Promise<Mocks> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        resources.push({ type, name, inputs });
        return { id: `${name}-id`, state: { ...inputs, ...computed(type, name) } };
      },
      call: () => ({}),
    },
    "choreo-azuread",
    "dev",
    preview,
  );
  await program();
  await settled(resources);
  const of = (type: string) => resources.filter((resource) => resource.type.endsWith(type));
  return {
    resources,
    names: (type) => of(type).map(({ name }) => name),
    one(type, name) {
      const found = of(type).filter((resource) => resource.name === name);
      if (found.length !== 1 || !found[0]) {
        throw new Error(
          `${found.length} resources ${type} ${name}; there are: ${resources.map((r) => `${r.type} ${r.name}`).join(", ")}`,
        );
      }
      return found[0];
    },
  };
}

/** What the providers would compute; the values name the resource, so that a test sees whose they are. */
function computed(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "random:index/randomUuid:RandomUuid":
      return { result: `uuid-of-${name}` };
    case "azuread:index/application:Application":
    case "azuread:index/servicePrincipal:ServicePrincipal":
      return { clientId: `client-id-of-${name}`, objectId: `object-id-of-${name}` };
    case "azuread:index/applicationPassword:ApplicationPassword":
      return { value: `secret-of-${name}`, keyId: `key-id-of-${name}` };
    default:
      return {};
  }
}

/** Registrations wait for the outputs that they use: goes on until no new one has come for a while. */
async function settled(resources: Registered[]): Promise<void> {
  for (let seen = -1; seen !== resources.length; ) {
    seen = resources.length;
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The value of an output. */
export function resolved<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => {
      resolve(value as T);
    });
  });
}

/** Without `__provider`, which is the provider's business. */
export function own({ __provider, ...inputs }: Record<string, unknown>): Record<string, unknown> {
  return inputs;
}
