import type { DeployedApi } from "../choreo/control-plane.ts";

export type Operation = DeployedApi["operations"][number];

/** Where a request goes: the API, the rest of the path, and the operations whose template fits it. */
export interface Resource {
  api: DeployedApi;
  /** Path below context and version: `/books/1`. */
  path: string;
  /** Of the best fitting template, one for each verb. */
  operations: Operation[];
}

/** Row 1: finds the deployed API by context and version, the longest context first, then the template that fits best. */
export function findResource(deployed: readonly DeployedApi[], pathname: string): Resource | undefined {
  const candidates = deployed
    .map((api) => ({ api, base: `${api.context}/${api.version}` }))
    .filter(({ base }) => pathname === base || pathname.startsWith(`${base}/`))
    .sort((a, b) => b.base.length - a.base.length);
  const [found] = candidates;
  if (!found) return undefined;
  const path = pathname.slice(found.base.length) || "/";
  const matching = found.api.operations.filter(({ target }) => templateOf(target).test(path));
  const [best] = [...matching].sort((a, b) => literals(b.target) - literals(a.target));
  return {
    api: found.api,
    path,
    operations: matching.filter(({ target }) => target === best?.target),
  };
}

/** `{id}` is one segment, `*` at the end is any rest. */
function templateOf(target: string): RegExp {
  const pattern = target
    .split(/(\{[^}]*\}|\*)/)
    .map((part) => {
      if (part === "*") return ".*";
      return part.startsWith("{") ? "[^/]+" : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${pattern}/?$`);
}

/** More literal characters fit better. */
function literals(target: string): number {
  return target.replace(/\{[^}]*\}|\*/g, "").length;
}
