import type { Call } from "./call.ts";
import type { Client } from "./client.ts";
import { listIn } from "./failures.ts";

export interface Page<T> {
  count?: number;
  list: T[];
  pagination?: { offset?: number; limit?: number; total?: number };
}

/** Entries per page. The servers' default is 25. */
export const PAGE_SIZE = 100;

/** One page of a list. */
export async function getPage<T>(client: Client, call: Call, offset = 0): Promise<Page<T>> {
  const page = await client.send<Page<T>>({ ...call, query: { ...call.query, limit: PAGE_SIZE, offset } });
  listIn(call, page);
  return page;
}

/** All entries of a list. Ends by the total where the server gives one, else with the first page that is not full. */
export async function getAll<T>(client: Client, call: Call): Promise<T[]> {
  const entries: T[] = [];
  for (;;) {
    const page = await getPage<T>(client, call, entries.length);
    entries.push(...page.list);
    const total = page.pagination?.total;
    const more = total !== undefined ? entries.length < total : page.list.length >= PAGE_SIZE;
    if (page.list.length === 0 || !more) return entries;
  }
}
