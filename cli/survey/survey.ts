import type { GraphClient } from "../../graph/client.ts";
import { ChoreoError } from "../../providers/choreo/reads.ts";
import type { ChoreoReaders } from "../doctor/choreo-readers.ts";
import { walkChain } from "../doctor/walk.ts";
import type { World } from "../doctor/world.ts";
import { CliError } from "../shared/errors.ts";
import { accessOfPairs } from "./access/index.ts";
import { Gaps } from "./gaps.ts";
import { chooseIdentityProvider } from "./identityProvider.ts";
import { surveyChain } from "./links/chain.ts";
import { looseEnds } from "./loose.ts";
import { type Pairs, pairSides, type Wishes } from "./pair/index.ts";
import type { Progress } from "./progress.ts";
import { type Filters, readChoreo } from "./read/choreo.ts";
import { type Details, readDetails } from "./read/details.ts";
import { readEntra } from "./read/entra.ts";
import { considerate, Foreknown } from "./read/readers.ts";
import { chainsOf, type Report, surveyedApis, surveyedClients } from "./report.ts";
import type { ChoreoSide, EntraSide, IdentityProvider } from "./sides.ts";
import { subjectsOfPairs } from "./subjects.ts";
import { whoMayCall } from "./who.ts";

/** The services, read-only. */
export interface Services extends ChoreoReaders, Pick<World, "discovery" | "fetchJson" | "now"> {
  graph: Pick<GraphClient, "get" | "list" | "getEach">;
}

export interface Wanted {
  tenantId: string;
  /** Name in the access model. */
  organization: string;
  /** Of the report. */
  covers: string;
  identityProvider: string | undefined;
  filters: Filters;
  pair: Wishes;
}

/** Both sides as they were read, and what belongs together. */
export interface Surveyed {
  identityProvider: IdentityProvider;
  choreo: ChoreoSide;
  entra: EntraSide;
  pairs: Pairs;
  details: Details;
  gaps: Gaps;
  /** Answers from what was read. */
  world: World & Pick<Services, "hasPortalGate">;
}

/**
 * Reads both sides and pairs them.
 *
 * @throws CliError (usage) for an identity provider, API or application that there is not, or a pair that cannot be
 */
export async function gather(
  services: Services,
  wanted: Pick<Wanted, "identityProvider" | "filters" | "pair">,
  progress: Progress,
): Promise<Surveyed> {
  const gaps = new Gaps();
  const world = {
    ...services,
    graph: new Foreknown(considerate(services.graph)),
    publisher: new Foreknown(considerate(services.publisher)),
    devportal: new Foreknown(considerate(services.devportal)),
    admin: considerate(services.admin),
  };
  const identityProvider = await chooseIdentityProvider(wanted.identityProvider, world.devportal, gaps);
  const [choreo, entra] = await Promise.all([
    readChoreo(world, wanted.filters, gaps, progress),
    readEntra(world.graph, gaps),
  ]);
  if (!choreo.apis && !choreo.applications) await hasValidCredential(services);
  const pairs = onlyWanted(pairSides(choreo, entra, identityProvider, wanted.pair), wanted.filters);
  const webApis = [...pairs.apis.values()].flatMap(({ registration }) => registration ?? []);
  const clients = [...pairs.clients.values()].flatMap(({ registration }) => registration ?? []);
  const details = await readDetails(services.graph, webApis, clients, gaps, progress);
  tellWhatIsKnown(world.graph, pairs, entra, details);
  return { identityProvider, choreo, entra, pairs, details, gaps, world };
}

/**
 * Choreo's 401 never says why. Where it refuses everything, the credential itself says whether it is one at all.
 *
 * @throws CliError (service) for one that has ended, was revoked, is another organisation's, or that nobody knows
 */
async function hasValidCredential({ identity }: Services): Promise<void> {
  const { scopes } = await identity().catch((error: unknown) => {
    if (!(error instanceof ChoreoError)) throw error;
    const [says = "", ...advice] = error.message.split("\n").map((line) => line.trim());
    throw new CliError("service", says, advice.join(" "));
  });
  if (!scopes)
    throw new CliError(
      "service",
      "Choreo refuses whatever is asked with this credential, and does not say why.",
      "Check that it is whole, valid, and of this organisation.",
    );
}

/**
 * Reads both sides, pairs them and looks at every link, as the doctor does for a stack.
 *
 * @throws as {@link gather}
 */
export async function survey(services: Services, wanted: Wanted, progress: Progress): Promise<Report> {
  const { identityProvider, choreo, entra, pairs, details, gaps, world } = await gather(
    services,
    wanted,
    progress,
  );
  const subjects = subjectsOfPairs(pairs, details, { tenantId: wanted.tenantId, identityProvider });
  const sections = await walkChain(surveyChain(pairs, details), subjects, world);
  const access = accessOfPairs(pairs, details, entra.grants ?? [], wanted.organization);
  const isLimited = wanted.filters.apis.length + wanted.filters.clients.length > 0;
  return {
    version: 1,
    covers: wanted.covers,
    identityProvider,
    apis: surveyedApis(pairs),
    clients: surveyedClients(pairs, details),
    chains: chainsOf(pairs, sections),
    calls: whoMayCall(access),
    sections,
    // Of a part nobody can tell what belongs to nothing.
    loose: isLimited ? [] : looseEnds(choreo, entra, pairs, identityProvider),
    unseen: gaps.found,
    access,
  };
}

/** With a filter: the APIs and clients that it names, and those that these are in a chain with. */
function onlyWanted(pairs: Pairs, { apis, clients }: Filters): Pairs {
  if (apis.length === 0 && clients.length === 0) return pairs;
  const usedBy = new Set(pairs.uses.map(({ client }) => client));
  const used = new Set(pairs.uses.map(({ api }) => api));
  return {
    ...pairs,
    clients: new Map([...pairs.clients].filter(([key]) => apis.length === 0 || usedBy.has(key))),
    apis: new Map([...pairs.apis].filter(([key]) => clients.length === 0 || used.has(key))),
  };
}

/** So that a link costs no call. */
function tellWhatIsKnown(graph: Foreknown, pairs: Pairs, { grants }: EntraSide, details: Details): void {
  const webApis = [...pairs.apis.values()].flatMap(({ registration }) => registration ?? []);
  const clients = [...pairs.clients.values()].flatMap(({ registration }) => registration ?? []);
  for (const { application, principal } of [...webApis, ...clients]) {
    graph.knows(`/v1.0/applications/${application.id}`, application);
    // One that has none is looked up under an empty id.
    graph.knows(`/v1.0/servicePrincipals/${principal?.id ?? ""}`, principal);
  }
  for (const [id, assignments] of details.assignments)
    if (assignments) graph.knowsList(`/v1.0/servicePrincipals/${id}/appRoleAssignedTo`, assignments);
  if (!grants) return;
  const byClient = Map.groupBy(grants, ({ clientId }) => clientId);
  for (const { principal } of clients) {
    const filter = new URLSearchParams({ $filter: `clientId eq '${principal?.id ?? ""}'` });
    graph.knowsList(`/v1.0/oauth2PermissionGrants?${filter}`, byClient.get(principal?.id ?? "") ?? []);
  }
}
