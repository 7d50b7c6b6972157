import type { Adoption } from "../shared/importFile.ts";
import type { Terminal } from "../shared/run.ts";
import type { Entry } from "./ground.ts";
import type { Plan } from "./plan.ts";

/** Says what goes where, what is to be known of it, and what stays as it is. */
export function tell(
  { apis, clients, left }: Plan,
  path: string,
  adoptions: readonly Adoption[],
  terminal: Terminal,
): void {
  const fresh = (entries: ReadonlyMap<string, Entry>) =>
    [...entries.values()].filter(({ written }) => written);
  for (const [what, entries] of [
    ["APIs", fresh(apis)],
    ["clients", fresh(clients)],
  ] as const)
    if (entries.length > 0)
      terminal.out(`Into ${path}, ${what}: ${entries.map(({ key }) => key).join(", ")}.`);
  for (const { key, notes } of [...apis.values(), ...clients.values()])
    for (const note of notes) terminal.out(`  ${key} ${note}.`);
  for (const { section, name, why } of left)
    terminal.out(`Left as it is: ${section === "apis" ? "API" : "client"} ${name}: ${why}.`);
  if (adoptions.length > 0) terminal.out(`Into the state: ${adoptions.length} resources.`);
}
