import { refusal } from "../rules/refusal.ts";

export interface Page<T> {
  count: number;
  list: T[];
  pagination: { offset: number; limit: number; total: number; next: string; previous: string };
}

/**
 * One page of a list. An offset past the end gives an empty page, and `next` and `previous` are "" where there is none.
 *
 * @param path of the collection, for the links
 */
export function page<T>(all: T[], query: URLSearchParams, path: string): Page<T> {
  const offset = wholeNumber(query.get("offset"), 0, "offset");
  const limit = wholeNumber(query.get("limit"), 25, "limit");
  const list = all.slice(offset, offset + limit);
  const link = (to: number) => {
    const text = query.get("query");
    return `${path}?limit=${limit}&offset=${to}${text ? `&query=${encodeURIComponent(text)}` : ""}`;
  };
  return {
    count: list.length,
    list,
    pagination: {
      offset,
      limit,
      total: all.length,
      next: offset + limit < all.length && limit > 0 ? link(offset + limit) : "",
      previous: offset > 0 ? link(Math.max(0, offset - limit)) : "",
    },
  };
}

function wholeNumber(text: string | null, otherwise: number, name: string): number {
  if (text === null || text === "") return otherwise;
  if (!/^\d+$/.test(text)) throw refusal.badRequest(`Query parameter ${name} must be a whole number`);
  return Number(text);
}
