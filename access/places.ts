import { componentTypes } from "../components/componentTypes.ts";
import { isKnown, type Resource, texts, types } from "./resources.ts";

/** What a resource is part of, by settings key. */
export interface Place {
  kind: "api" | "client";
  key: string;
}

const KINDS: Record<string, Place["kind"]> = {
  [componentTypes.choreoApi]: "api",
  [componentTypes.azureWebApi]: "api",
  [componentTypes.azureClientApp]: "client",
  [componentTypes.choreoApplication]: "client",
};

/** The API or client whose component made the resource. */
function placeOf({ component }: Resource): Place | undefined {
  const kind = component && KINDS[component.type];
  return kind && { kind, key: component.name };
}

/**
 * Finds the API or client that a resource refers to: by the id, whoever made the resource; where a preview does not know the id
 * yet, by the component it is in and by its name, which in this program is `<client>-<api>`.
 */
export class Places {
  readonly #byId = new Map<string, Place>();
  readonly #members: Record<Place["kind"], Map<string, Resource[]>> = { api: new Map(), client: new Map() };

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      const place = placeOf(resource);
      if (!place) continue;
      const members = this.#members[place.kind];
      const siblings = members.get(place.key);
      if (siblings) siblings.push(resource);
      else members.set(place.key, [resource]);
      for (const id of idsOf(resource)) this.#byId.set(id, place);
    }
  }

  keys(kind: Place["kind"]): Iterable<string> {
    return this.#members[kind].keys();
  }

  /** The resources of both components of an API or client. */
  of(kind: Place["kind"], key: string): readonly Resource[] {
    return this.#members[kind].get(key) ?? [];
  }

  /** @returns undefined for something of which no resource is known */
  referred(kind: Place["kind"], id: unknown, by: Resource): string | undefined {
    if (isKnown(id)) {
      const place = this.#byId.get(String(id));
      return place?.kind === kind ? place.key : undefined;
    }
    const own = placeOf(by);
    if (!own) return undefined;
    if (own.kind === kind) return own.key;
    const rest = by.name.startsWith(`${own.key}-`) ? by.name.slice(own.key.length + 1) : "";
    return this.#members[kind].has(rest) ? rest : undefined;
  }
}

function idsOf({ type, properties }: Resource): string[] {
  const { clientId, objectId, apiId } = properties;
  switch (type) {
    case types.application: {
      // Other resources name an application by its path.
      const [id] = texts([objectId]);
      return [...texts([clientId]), ...(id ? [id, `/applications/${id}`] : [])];
    }
    case types.servicePrincipal:
      return texts([objectId]);
    case types.apiPermissions:
      return texts([apiId]);
    default:
      return [];
  }
}
