import type { Operation } from "../../../access/index.ts";
import { bareName, type PairedApi } from "../pair/index.ts";

/** What opens an operation in any environment: several may have different revisions. */
export function mapOperations<T>(
  deployed: PairedApi["deployed"],
  map: (operation: Operation) => T,
): Record<string, T> {
  const merged = new Map<string, Operation>();
  for (const { copy } of deployed)
    for (const { verb, target, scopes = [], authType } of copy?.operations ?? []) {
      const name = `${verb} ${target}`;
      const before = merged.get(name);
      const permissions = scopes.map((scope) =>
        bareName({ api: copy ?? { id: "", name: "", version: "" } }, scope),
      );
      const isOpen = permissions.length === 0 || before?.permissions.length === 0;
      merged.set(name, {
        permissions: isOpen ? [] : [...new Set([...(before?.permissions ?? []), ...permissions])].sort(),
        ...(authType === "None" || before?.anonymous ? { anonymous: true } : {}),
      });
    }
  return Object.fromEntries([...merged].map(([name, operation]) => [name, map(operation)]));
}
