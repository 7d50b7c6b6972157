import { mapValues } from "../shared/records.ts";
import type { ConfigPath, Problem } from "./problems.ts";
import type { Settings } from "./types.ts";

/**
 * Whether two names stand for one permission. The guide copies the fully qualified one, `urn:taylordean:books:books_add`, out of Choreo;
 * its prefix is only known once the API has been looked up.
 */
export function isSamePermission(one: string, other: string): boolean {
  return one === other || isQualified(one, other) || isQualified(other, one);
}

function isQualified(long: string, short: string): boolean {
  return long.startsWith("urn:") && long.endsWith(`:${short}`);
}

/**
 * The settings with all permissions by their bare names, which is how Choreo keeps them.
 *
 * @param prefixes by API: its scope prefix, empty where there is none; APIs that were not found are left as they are
 */
export function withBareNames(
  settings: Settings,
  prefixes: Readonly<Record<string, string>>,
): { settings: Settings; problems: Problem[] } {
  const problems: Problem[] = [];
  const fail = (path: ConfigPath, message: string) => problems.push({ path, message });
  const bare = (api: string, name: string) => {
    const prefix = prefixes[api] ?? "";
    return prefix && name.startsWith(prefix) ? name.slice(prefix.length) : name;
  };
  const named = (api: string, known: object, written: string[], path: ConfigPath) => {
    const shorts = written.map((name, index) => {
      const short = bare(api, name);
      if (Object.hasOwn(prefixes, api) && !Object.hasOwn(known, short))
        fail(
          [...path, index],
          `${JSON.stringify(name)} is no permission of this API. ${ownNames(prefixes[api])}`,
        );
      return short;
    });
    for (const [index, short] of shorts.entries())
      if (shorts.indexOf(short) < index && written.indexOf(written[index] as string) === index)
        fail([...path, index], `${JSON.stringify(written[index])} is ${short}, which is there too`);
    return shorts;
  };

  const apis = mapValues(settings.apis, (api, key) => {
    const path = ["apis", key];
    const permissions: typeof api.permissions = {};
    for (const [written, permission] of Object.entries(api.permissions)) {
      const name = bare(key, written);
      const at = api.openapi === undefined ? [...path, "permissions", written] : [...path, "openapi"];
      if (prefixes[key] && name.startsWith("urn:"))
        fail(
          at,
          `${JSON.stringify(written)} is the fully qualified name of another API's permission. ${ownNames(prefixes[key])}`,
        );
      if (Object.hasOwn(permissions, name))
        fail(at, `${JSON.stringify(written)} is ${name}, which is there too`);
      permissions[name] = { ...permission, formerly: permission.formerly.map((former) => bare(key, former)) };
    }
    const operations = mapValues(api.operations, (names, operation) =>
      named(key, permissions, names, [...path, "operations", operation]),
    );
    return { ...api, permissions, operations };
  });
  const clients = mapValues(settings.clients, (client, key) => ({
    ...client,
    uses: mapValues(client.uses, (names, api) =>
      named(api, { ...apis[api]?.permissions, ...apis[api]?.otherScopes }, names, [
        "clients",
        key,
        "uses",
        api,
      ]),
    ),
  }));
  return { settings: { ...settings, apis, clients }, problems };
}

function ownNames(prefix: string | undefined): string {
  return prefix
    ? `Its permissions begin with ${prefix}, which may be left out`
    : "Its permissions have no prefix";
}
