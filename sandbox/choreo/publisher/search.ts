/** Something that the Publisher's and Developer Portal's search can look at. */
export interface Searchable {
  name: string;
  version: string;
  context: string;
  provider: string;
  status: string;
  description: string;
  tags: string[];
}

/**
 * `query=name:"Books" version:1.0.0`: modifiers joined by spaces, all of which must hold; a word without a modifier is a
 * name. Substrings match, whatever the case, unless the value is quoted.
 */
export function matches(api: Searchable, query: string): boolean {
  const terms = [...query.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/g)];
  return terms.every(([, modifier, quoted, plain]) => {
    const wanted = (quoted ?? plain ?? "").replaceAll("*", "").toLowerCase();
    const values = valuesOf(api, (modifier ?? "name").toLowerCase()).map((value) => value.toLowerCase());
    return values.some((value) => (quoted === undefined ? value.includes(wanted) : value === wanted));
  });
}

function valuesOf(api: Searchable, modifier: string): string[] {
  switch (modifier) {
    case "version":
      return [api.version];
    case "context":
      return [api.context];
    case "provider":
      return [api.provider];
    case "status":
      return [api.status];
    case "description":
      return [api.description];
    case "tag":
    case "tags":
      return api.tags;
    default:
      return [api.name];
  }
}
