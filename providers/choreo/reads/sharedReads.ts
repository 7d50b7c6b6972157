import type { ApplicationObject } from "../Application/rest.ts";
import { applicationsCall, readApplication } from "../Application/rest.ts";
import { readApi } from "../api/rest.ts";
import type { ApiObject } from "../api/types.ts";
import { unlessGone } from "../client/errors.ts";
import type { ControlPlane } from "../controlPlane.ts";
import type { ApplicationKey } from "../IdpKey/rest.ts";
import { listKeys } from "../IdpKey/rest.ts";
import type { KeyManager } from "../lookups/keyManagers.ts";
import { listKeyManagers } from "../lookups/keyManagers.ts";
import type { SubscriptionObject } from "../Subscription/rest.ts";
import { readSubscription, subscriptionsCall } from "../Subscription/rest.ts";
import { PagedSnapshot } from "./pagedSnapshot.ts";

/**
 * The reads of one refresh follow each other within moments, however many they are: counted from the last one, since a refresh of
 * hundreds of resources takes longer than this in all.
 */
const LIFETIME_MS = 20_000;

/**
 * What the reads of one refresh share, so that N resources do not cost N calls. Every write of this process forgets all of it:
 * a read never shows what was before our own change.
 */
export class SharedReads {
  readonly #control: ControlPlane;
  #answers = new Map<string, unknown>();
  #lastUse = 0;

  constructor(control: ControlPlane) {
    this.#control = control;
  }

  forget(): void {
    this.#answers = new Map();
  }

  /** Undefined when it is gone. */
  application(id: string): Promise<ApplicationObject | undefined> {
    const list = this.#once("applications", () => {
      return new PagedSnapshot<ApplicationObject>(
        this.#client(),
        applicationsCall(),
        (one) => one.applicationId,
      );
    });
    return list.find(id, () => unlessGone(readApplication(this.#client(), id)));
  }

  /** Undefined when the application is gone. */
  keys(applicationId: string): Promise<ApplicationKey[] | undefined> {
    return this.#once(`keys:${applicationId}`, () => unlessGone(listKeys(this.#client(), applicationId)));
  }

  /** Undefined when it is gone. Listed by API: a stack has fewer APIs than applications. */
  subscription(id: string, apiId: string): Promise<SubscriptionObject | undefined> {
    const list = this.#once(`subscriptions:${apiId}`, () => {
      return new PagedSnapshot<SubscriptionObject>(
        this.#client(),
        subscriptionsCall({ apiId }),
        (one) => one.subscriptionId,
      );
    });
    return list.find(id, () => unlessGone(readSubscription(this.#client(), id)));
  }

  keyManagers(): Promise<KeyManager[]> {
    return this.#once("keyManagers", () => listKeyManagers(this.#client()));
  }

  /** Undefined when it is gone. */
  api(apiId: string): Promise<ApiObject | undefined> {
    return this.#once(`api:${apiId}`, () => unlessGone(readApi(this.#client(), apiId)));
  }

  #client() {
    return this.#control.client();
  }

  #once<T>(key: string, ask: () => T): T {
    const now = Date.now();
    if (now - this.#lastUse > LIFETIME_MS) this.forget();
    this.#lastUse = now;
    const known = this.#answers.get(key) as T | undefined;
    if (known !== undefined) return known;
    const answer = ask();
    const answers = this.#answers;
    answers.set(key, answer);
    if (answer instanceof Promise) answer.catch(() => answers.delete(key));
    return answer;
  }
}

const reads = new WeakMap<ControlPlane, SharedReads>();

export function sharedReads(control: ControlPlane): SharedReads {
  const known = reads.get(control) ?? new SharedReads(control);
  reads.set(control, known);
  return known;
}
