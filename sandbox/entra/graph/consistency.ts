import { z } from "zod";
import type { DirectoryObject } from "../store/types.ts";

/** Body of `POST /_sandbox/consistency`. All zero, the default: every change shows at once. */
export const lagSchema = z.strictObject({
  /** How many requests that name a new object get 404 before it is there. */
  newReads: z.int().min(0).default(0),
  /** How long a new object is not there, in milliseconds. */
  newMilliseconds: z.int().min(0).max(600_000).default(0),
  /** How many reads still show an object that was deleted. */
  deletedReads: z.int().min(0).default(0),
  /** How many reads of a list still show it as it was before the last create or delete. */
  staleLists: z.int().min(0).default(0),
  /** Collections concerned, such as `["users", "applications"]`; all when absent. */
  collections: z.array(z.string()).optional(),
});

export type Lag = z.input<typeof lagSchema>;
type FullLag = z.output<typeof lagSchema>;

/**
 * Eventual consistency, which the real directory has and the plugin's retries are for: an object made a moment ago isn't
 * found yet, one deleted still is, and lists are behind.
 */
export class Consistency {
  #lag: FullLag = lagSchema.parse({});
  readonly #new = new Map<string, { reads: number; until: number }>();
  readonly #deleted = new Map<string, { reads: number; object: DirectoryObject }>();
  readonly #lists = new Map<string, { reads: number; objects: DirectoryObject[] }>();

  configure(lag: Lag): void {
    this.#lag = lagSchema.parse(lag);
    this.propagate();
  }

  /** Everything done so far shows now. */
  propagate(): void {
    for (const part of [this.#new, this.#deleted, this.#lists]) part.clear();
  }

  /** The list as it is before a change; empty where no list is to be stale, as a large one takes its time. */
  before<T extends DirectoryObject>(list: () => Iterable<T>): T[] {
    return this.#lag.staleLists ? [...list()] : [];
  }

  /** To be called with the list as it was {@link before} the change. */
  creating(collection: string, id: string, before: Iterable<DirectoryObject>): void {
    if (!this.#concerns(collection)) return;
    const { newReads, newMilliseconds } = this.#lag;
    if (newReads || newMilliseconds)
      this.#new.set(`${collection}/${id}`, { reads: newReads, until: Date.now() + newMilliseconds });
    this.#freeze(collection, before);
  }

  deleting(collection: string, object: DirectoryObject, before: Iterable<DirectoryObject>): void {
    if (!this.#concerns(collection)) return;
    const { deletedReads } = this.#lag;
    if (deletedReads) this.#deleted.set(`${collection}/${object.id}`, { reads: deletedReads, object });
    this.#freeze(collection, before);
  }

  /** Whether a request that names this object has to be answered as if it weren't there yet. Counts the request. */
  isHidden(collection: string, id: string): boolean {
    const key = `${collection}/${id}`;
    const entry = this.#new.get(key);
    if (!entry) return false;
    if (entry.reads-- > 0 || Date.now() < entry.until) return true;
    this.#new.delete(key);
    return false;
  }

  /** A deleted object that a read still sees. Counts the read. */
  ghost(collection: string, id: string): DirectoryObject | undefined {
    const entry = this.#deleted.get(`${collection}/${id}`);
    return entry && entry.reads-- > 0 ? entry.object : undefined;
  }

  /** The list as this read sees it. */
  list<T extends DirectoryObject>(collection: string, current: Iterable<T>): T[] {
    const stale = this.#lists.get(collection);
    return (stale && stale.reads-- > 0 ? stale.objects : [...current]) as T[];
  }

  #freeze(collection: string, before: Iterable<DirectoryObject>): void {
    if (this.#lag.staleLists)
      this.#lists.set(collection, { reads: this.#lag.staleLists, objects: [...before] });
  }

  #concerns(collection: string): boolean {
    return this.#lag.collections?.includes(collection) ?? true;
  }
}
