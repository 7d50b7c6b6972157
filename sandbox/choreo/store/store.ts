import { randomUUID } from "node:crypto";
import type {
  PendingTask,
  RegisteredClient,
  SharedScope,
  StoredApi,
  StoredApplication,
  StoredDeployment,
  StoredKeyManager,
  StoredKeyMapping,
  StoredRevision,
  StoredSubscription,
} from "./model.ts";

/** The control plane's tables, in memory. */
export class Store {
  readonly apis = new Map<string, StoredApi>();
  readonly revisions = new Map<string, StoredRevision>();
  deployments: StoredDeployment[] = [];
  readonly sharedScopes = new Map<string, SharedScope>();
  readonly keyManagers = new Map<string, StoredKeyManager>();
  readonly applications = new Map<string, StoredApplication>();
  readonly keyMappings = new Map<string, StoredKeyMapping>();
  readonly subscriptions = new Map<string, StoredSubscription>();
  readonly pendingTasks = new Map<string, PendingTask>();
  readonly clients = new Map<string, RegisteredClient>();

  newId(): string {
    return randomUUID();
  }

  now(): string {
    return new Date().toISOString();
  }

  revisionsOf(apiId: string): StoredRevision[] {
    return [...this.revisions.values()].filter((revision) => revision.apiId === apiId);
  }

  deploymentsOf(revisionId: string): StoredDeployment[] {
    return this.deployments.filter((deployment) => deployment.revisionId === revisionId);
  }

  /** Those that the gateways have. */
  effectiveDeployments(): StoredDeployment[] {
    return this.deployments.filter(({ status }) => status === "APPROVED");
  }

  subscriptionsOf(match: {
    apiId?: string | undefined;
    applicationId?: string | undefined;
  }): StoredSubscription[] {
    return [...this.subscriptions.values()].filter(
      (subscription) =>
        (!match.apiId || subscription.apiId === match.apiId) &&
        (!match.applicationId || subscription.applicationId === match.applicationId),
    );
  }

  keyMappingsOf(applicationId: string): StoredKeyMapping[] {
    return [...this.keyMappings.values()].filter((mapping) => mapping.applicationId === applicationId);
  }

  /** By name or id, as `map-keys` takes both. */
  keyManager(nameOrId: string): StoredKeyManager | undefined {
    return (
      this.keyManagers.get(nameOrId) ?? [...this.keyManagers.values()].find(({ name }) => name === nameOrId)
    );
  }

  /** With everything that hangs on it; subscription workflows are not asked (api-manager #3459). */
  removeApplication(id: string): void {
    for (const mapping of this.keyMappingsOf(id)) this.removeKeyMapping(mapping.id);
    for (const subscription of this.subscriptionsOf({ applicationId: id })) {
      this.removeSubscription(subscription.id);
    }
    this.applications.delete(id);
    this.#withdraw(id);
  }

  removeKeyMapping(id: string): void {
    this.keyMappings.delete(id);
    this.#withdraw(id);
  }

  removeSubscription(id: string): void {
    this.subscriptions.delete(id);
    this.#withdraw(id);
  }

  /** What waits for approval leaves with its subject (`cleanUpPendingTask` in APIConsumerImpl.java and APIProviderImpl.java). */
  #withdraw(subject: string): void {
    for (const task of this.pendingTasks.values()) {
      if (task.subject === subject) this.pendingTasks.delete(task.id);
    }
  }

  removeApi(id: string): void {
    for (const revision of this.revisionsOf(id)) this.revisions.delete(revision.id);
    this.deployments = this.deployments.filter((deployment) => deployment.apiId !== id);
    this.apis.delete(id);
    this.#withdraw(id);
  }

  clear(): void {
    for (const table of [
      this.apis,
      this.revisions,
      this.sharedScopes,
      this.keyManagers,
      this.applications,
      this.keyMappings,
      this.subscriptions,
      this.pendingTasks,
      this.clients,
    ]) {
      table.clear();
    }
    this.deployments = [];
  }
}
