import { apiAccess, apiScopes } from "./apiAccess.ts";
import { asRunning } from "./asRunning.ts";
import { clientAccess } from "./clientAccess.ts";
import { linksOf } from "./links.ts";
import { Places } from "./places.ts";
import { principalsNamed } from "./principals.ts";
import type { Resource } from "./resources.ts";
import { sorted, sortedRecord } from "./sort.ts";
import type { AccessModel, Legend } from "./types.ts";

/**
 * Who may do what, from resources: those of a state, of a preview's plan, of the program that declares them, of a survey. The one
 * place that decides it; everything else reads its result. Pure.
 *
 * @param resources all that there are; what gives no access is passed over
 * @param legends what resources cannot tell: people's names, operations that the settings do not list. The first that knows counts
 * @example
 * accessOf(resources, legend).apis.books.assigned // ["a1000000-0000-4000-8000-000000000001"]
 */
export function accessOf(
  resources: readonly Resource[],
  ...legends: readonly [Legend, ...Legend[]]
): AccessModel {
  const places = new Places(resources);
  const toldOfApi = (key: string) => legends.flatMap(({ apis }) => apis[key] ?? []);
  const toldOfClient = (key: string) => legends.flatMap(({ clients }) => clients[key] ?? []);
  const links = linksOf(resources, places, (key) => toldOfClient(key)[0]?.applicationOf);

  const apiKeys = sorted(places.keys("api"));
  const scopes = new Map(apiKeys.map((key) => [key, apiScopes(places.of("api", key), toldOfApi(key))]));
  const clients = sortedRecord(
    [...places.keys("client")].map((key) => [
      key,
      clientAccess(key, places.of("client", key), scopes, links, places, toldOfClient(key)),
    ]),
  );
  const apis = Object.fromEntries(
    apiKeys.map((key) => {
      const uses = (client: string) =>
        clients[client]?.declared[key] ?? scopes.get(key)?.map(({ permission }) => permission) ?? [];
      const api = apiAccess(key, places.of("api", key), scopes.get(key) ?? [], links, uses, toldOfApi(key));
      const deployed = legends[0].deployed?.[key];
      return [key, deployed?.stays ? asRunning(api, deployed) : api];
    }),
  );
  return {
    version: 2,
    environment: legends[0].environment,
    principals: principalsNamed(apis, clients, resources, legends),
    apis,
    clients,
    ...(legends[0].left ? { left: legends[0].left } : {}),
    ...(legends[0].deployed ? { deployed: legends[0].deployed } : {}),
    ...(links.unplaced.length > 0 ? { unplaced: sorted(links.unplaced) } : {}),
  };
}
