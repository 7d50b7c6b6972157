import type { StackOutputs } from "../shared/stack.ts";
import { clientExtras } from "./extras/client.ts";
import { type Found, unexpected } from "./extras/extra.ts";
import { webApiExtras } from "./extras/web-api.ts";
import { openOperationsLink } from "./links/open-operations.ts";
import { Forbidden } from "./reader.ts";
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
 * @returns `unseen`: what these credentials may not read, or what is not in the control plane where the stack has it, so that nobody knows
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
      const { apiId } = api.api.choreo;
      if (await isAbsent(() => there.publisher.get(`/apis/${apiId}`))) unseen.add(`API ${api.key} in Choreo`);
      const finding = await openOperationsLink.check(api, there);
      const open =
        finding.state === "red" ? [{ where: `API ${api.key}`, what: finding.says.replace(/\.$/, "") }] : [];
      return [
        ...rows(`API ${api.key}`, await webApiExtras(api, outputs.connections, there), api.api.expected),
        ...open,
      ];
    }),
    ...clients.map(async (client) => {
      const there = worldFor(client, world);
      const { id } = client.connection.application;
      if (await isAbsent(() => there.devportal.get(`/applications/${id}`)))
        unseen.add(`application of client ${client.key} in Choreo`);
      return rows(`client ${client.key}`, await clientExtras(client, there), client.connection.expected);
    }),
  ]);
  return { surplus: found.flat(), unseen: [...unseen].sort() };
}

/** What may not be read is named by whoever looks at it. */
async function isAbsent(get: () => Promise<unknown>): Promise<boolean> {
  try {
    return (await get()) === undefined;
  } catch (error) {
    if (error instanceof Forbidden) return false;
    throw error;
  }
}
