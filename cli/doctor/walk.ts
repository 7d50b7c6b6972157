import { reasonOf } from "../shared/errors.ts";
import type { StackOutputs } from "../shared/stack.ts";
import { type Chain, chain } from "./chain.ts";
import {
  type ApiSubject,
  type ClientSubject,
  type Finding,
  type Link,
  red,
  type Subject,
  type UseSubject,
} from "./link.ts";
import { Forbidden } from "./reader.ts";
import type { World } from "./world.ts";

/** A link looked at. `skipped`: another link, named in `says`, has to be put right first. */
export type Result = { id: string; title: string } & (Finding | { state: "skipped"; says: string });

/** The links of an API, of a client, or of a client's use of an API (`"storefront → books"`). */
export interface Section {
  kind: Subject["kind"] | "credential" | "elsewhere";
  name: string;
  results: Result[];
}

/**
 * Looks at every link of every API, client and use, and only reads. A link that cannot be looked at is red.
 *
 * @example
 * const sections = await walk(await readStackOutputs("dev"), world);
 * const healthy = sections.every(({ results }) => results.every(({ state }) => state !== "red"));
 */
export function walk(outputs: StackOutputs, world: World): Promise<Section[]> {
  return walkChain(chain, outputs, world);
}

/** The same with links of one's own, as a survey has some. */
export async function walkChain(
  links: Chain,
  outputs: Pick<StackOutputs, "apis" | "connections" | "access">,
  world: World,
): Promise<Section[]> {
  const { apis, clients } = subjectsOf(outputs);
  const byKey = new Map(apis.map((api) => [api.key, api]));
  const uses = clients.flatMap((client) =>
    Object.entries(client.connection.apis).flatMap(([key, use]): UseSubject[] => {
      const api = byKey.get(key);
      return api ? [{ kind: "use", client, api, use }] : [];
    }),
  );
  const look = async <S extends ApiSubject | ClientSubject>(subjects: S[], own: readonly Link<S>[]) =>
    new Map(
      await Promise.all(
        subjects.map(async (each) => [each.key, await lookAt(each.key, each, own, world, [])] as const),
      ),
    );

  const apiSections = await look(apis, links.api);
  const clientSections = await look(clients, links.client);
  const useSections = await Promise.all(
    uses.map((use) => {
      const before = [
        ...(apiSections.get(use.api.key)?.results ?? []),
        ...(clientSections.get(use.client.key)?.results ?? []),
      ];
      return lookAt(`${use.client.key} → ${use.api.key}`, use, links.use, world, before);
    }),
  );
  return [...apiSections.values(), ...clientSections.values(), ...useSections];
}

/** What the links belong to. */
export function subjectsOf(outputs: Pick<StackOutputs, "apis" | "connections" | "access">): {
  apis: ApiSubject[];
  clients: ClientSubject[];
} {
  const apis = Object.entries(outputs.apis).map(
    ([key, api]): ApiSubject => ({
      kind: "api",
      key,
      api,
      assignmentRequired: outputs.access?.apis[key]?.assignmentRequired,
      preAuthorized: outputs.access?.apis[key] && (outputs.access.apis[key].preAuthorized ?? {}),
      connections: outputs.connections,
    }),
  );
  const clients = Object.entries(outputs.connections).map(
    ([key, connection]): ClientSubject => ({
      kind: "client",
      key,
      connection,
      connections: outputs.connections,
      apis: outputs.apis,
    }),
  );
  return { apis, clients };
}

/** The world as a subject needs it: with the control plane that it is in. */
export function worldFor(subject: Subject, world: World): World {
  const client = subject.kind === "use" ? subject.client : subject;
  const id = client.kind === "api" ? client.api.choreo.apiId : client.connection.application.id;
  return { ...world, ...world.elsewhere?.get(id) };
}

async function lookAt<S extends Subject>(
  name: string,
  subject: S,
  links: readonly Link<S>[],
  world: World,
  before: readonly Result[],
): Promise<Section> {
  const results: Result[] = [];
  const there = worldFor(subject, world);
  for (const link of links) {
    const { id, title } = link;
    const broken = [...before, ...results].find(
      (result) => link.needs?.includes(result.id) && (result.state === "red" || result.state === "skipped"),
    );
    const finding = broken
      ? ({ state: "skipped", says: `needs "${broken.title}"` } as const)
      : await link.check(subject, there).catch(couldNotLook);
    results.push({ id, title, ...finding });
  }
  return { kind: subject.kind, name, results };
}

function couldNotLook(error: unknown): Finding {
  return error instanceof Forbidden
    ? red(
        `Could not look: ${error.message}.`,
        "docs/doctor.md lists what the doctor has to be allowed to read.",
      )
    : red(`Could not look: ${reasonOf(error)}`, "Put that right and look again.");
}
