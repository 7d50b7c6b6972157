import type { StackOutputs } from "../shared/stack.ts";
import { clientExtras } from "./extras/client.ts";
import { type Found, unexpected } from "./extras/extra.ts";
import { webApiExtras } from "./extras/web-api.ts";
import { openOperationsLink } from "./links/open-operations.ts";
import { subjectsOf, worldFor } from "./walk.ts";
import type { World } from "./world.ts";

/** Something that gives access and is not the stack's; no ids, since reports are published. */
export interface Surplus {
  /** `API books`, `client storefront`. */
  where: string;
  /** `assignment eve@taylordean.example`. */
  what: string;
}

/**
 * What doctor finds too much, for the whole stack.
 *
 * @returns `unseen`: what these credentials may not read, so that nobody knows
 */
export async function findSurplus(
  outputs: StackOutputs,
  world: World,
): Promise<{ surplus: Surplus[]; unseen: string[] }> {
  const { apis, clients } = subjectsOf(outputs);
  const unseen = new Set<string>();
  const rows = (
    where: string,
    { extras, unseen: more }: Found,
    expected: readonly string[] | undefined,
  ): Surplus[] => {
    for (const path of more) unseen.add(path.replace(/[0-9a-f-]{36}/, "…").split("?", 1)[0] ?? path);
    return unexpected(extras, expected).map(({ kind, name }) => ({ where, what: `${kind} ${name}` }));
  };
  const found = await Promise.all([
    ...apis.map(async (api) => {
      const there = worldFor(api, world);
      const finding = await openOperationsLink.check(api, there);
      const open =
        finding.state === "red" ? [{ where: `API ${api.key}`, what: finding.says.replace(/\.$/, "") }] : [];
      return [
        ...rows(`API ${api.key}`, await webApiExtras(api, outputs.connections, there), api.api.expected),
        ...open,
      ];
    }),
    ...clients.map(async (client) => {
      const extras = await clientExtras(client, worldFor(client, world));
      return rows(`client ${client.key}`, extras, client.connection.expected);
    }),
  ]);
  return { surplus: found.flat(), unseen: [...unseen].sort() };
}
