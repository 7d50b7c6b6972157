import type { ConnectionOutput } from "../../../outputs/types.ts";
import { readRegister } from "../../../providers/choreo/reads.ts";
import { stackOf } from "../../../shared/claimingStack.ts";
import { stackIdTag } from "../../../shared/stackMark.ts";
import type { ApplicationKey, List, PublisherApi, Subscription } from "../choreo-objects.ts";
import type { GraphApplication } from "../graph-objects.ts";
import { allPages, Forbidden, type Reader } from "../reader.ts";
import type { World } from "../world.ts";
import type { Extra } from "./extra.ts";

/** As the Publisher lists who is subscribed. */
interface Subscriber {
  applicationInfo?: { applicationId: string; name: string };
}

type Choreo = Pick<World, "graph" | "publisher" | "devportal">;

/**
 * Applications in Choreo that are subscribed to an API and are no client's of this stack: tokens of their keys get through the gateway. Those
 * of other stacks that share the API are known by its register, and by the tag of the app registration that their key belongs to.
 */
export async function foreignSubscribers(
  apiId: string,
  connections: Readonly<Record<string, ConnectionOutput>>,
  world: Choreo,
): Promise<Extra[]> {
  const ours = new Set(Object.values(connections).map(({ application }) => application.id));
  const found = (await allPages<Subscriber>(world.publisher.get, `/subscriptions?apiId=${apiId}`)) ?? [];
  const foreign = found.flatMap(({ applicationInfo }) =>
    applicationInfo && !ours.has(applicationInfo.applicationId) ? [applicationInfo] : [],
  );
  if (foreign.length === 0) return [];
  const stacks = claimantsOf(await world.publisher.get<PublisherApi>(`/apis/${apiId}`));
  const extras = await Promise.all(
    foreign.map(async ({ applicationId, name }): Promise<Extra[]> => {
      const keys = await keysOf(applicationId, world.devportal);
      const clientIds = [...new Set(keys?.flatMap(({ consumerKey }) => consumerKey ?? []))];
      if (await isOfStack(clientIds, stacks, world.graph)) return [];
      const of = keys?.map(({ keyManager, consumerKey }) => `${keyManager} ${consumerKey ?? "(hidden)"}`);
      const known = of ? of.join(", ") || "no key" : "keys that these credentials may not see";
      return [
        {
          kind: "subscribed application",
          name: `"${name}" with ${known}`,
          ids: [applicationId, ...clientIds],
        },
      ];
    }),
  );
  return extras.flat();
}

/**
 * Keys of a client's own application that are not its client id's, and APIs that it is subscribed to besides. What another client of the
 * stack has of the same application is neither.
 */
export async function ownApplication(
  { application }: ConnectionOutput,
  all: readonly ConnectionOutput[],
  devportal: Reader,
): Promise<Extra[]> {
  const sharing = all.filter((each) => each.application.id === application.id);
  const keys = (await keysOf(application.id, devportal)) ?? [];
  const subscriptions =
    (await allPages<Subscription & { apiInfo?: { name?: string } }>(
      devportal.get,
      `/subscriptions?applicationId=${application.id}`,
    )) ?? [];
  const ours = new Set(
    sharing.flatMap(({ apis }) => Object.values(apis).map(({ subscriptionId }) => subscriptionId)),
  );
  return [
    ...keys
      // What stands in the place of its own is the matter of the link "key-mapping".
      .filter(
        ({ keyManager = "", keyType, consumerKey }) =>
          // Of another provider the client's id is whatever that one puts into its tokens.
          !sharing.some(({ clientId, identityProvider: { id, name }, application: { keyType: own } }) => {
            const isOwn = (manager = "") => [name, id].includes(manager);
            if (isOwn(keyManager)) return keyType === own || consumerKey === clientId;
            return consumerKey === clientId && !keys.some((each) => isOwn(each.keyManager));
          }),
      )
      .map(({ consumerKey, keyMappingId, keyManager, keyType }) => ({
        kind: `key (${keyType}, ${keyManager}) of the application in Choreo`,
        name: consumerKey ?? String(keyMappingId),
        ids: [consumerKey, keyMappingId].filter((each) => each !== undefined),
      })),
    ...subscriptions
      .filter(({ subscriptionId }) => !ours.has(subscriptionId))
      .map(({ subscriptionId, apiId, apiInfo }) => ({
        kind: "subscription to",
        name: apiInfo?.name ?? String(apiId),
        ids: [subscriptionId, apiId].filter((each) => each !== undefined),
      })),
  ];
}

/** Tags of the stacks that share the API: of their id, else of their name; none where its register cannot be read. */
function claimantsOf(api: PublisherApi | undefined): Set<string> {
  try {
    const claims = api ? readRegister(api).claims : [];
    return new Set(
      claims.map(({ by }) => {
        const { name, id } = stackOf(by);
        return id === undefined ? name : stackIdTag(id);
      }),
    );
  } catch {
    return new Set();
  }
}

/** @returns undefined where the application is somebody else's, and so its keys too */
async function keysOf(applicationId: string, devportal: Reader): Promise<ApplicationKey[] | undefined> {
  try {
    return (await devportal.get<List<ApplicationKey>>(`/applications/${applicationId}/oauth-keys`))?.list;
  } catch (error) {
    if (error instanceof Forbidden) return undefined;
    throw error;
  }
}

/** Whether all of them are app registrations that such a stack has made. */
async function isOfStack(
  clientIds: readonly string[],
  stacks: ReadonlySet<string>,
  graph: World["graph"],
): Promise<boolean> {
  if (clientIds.length === 0 || stacks.size === 0) return false;
  const found = await Promise.all(
    clientIds.map(async (id) => {
      const filter = new URLSearchParams({ $filter: `appId eq '${id}'` });
      const [application] = (await graph.list<GraphApplication>(`/v1.0/applications?${filter}`)) ?? [];
      return application?.tags?.some((tag) => stacks.has(tag)) ?? false;
    }),
  );
  return found.every(Boolean);
}
