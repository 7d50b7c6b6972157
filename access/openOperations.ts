import { clientsOf } from "./reach.ts";
import type { AccessModel, OperationName } from "./types.ts";

/** An operation that opens to more than the people who were let in for the API. */
export interface OpenOperation {
  api: string;
  operation: OperationName;
  /** Without a token; otherwise with any token of one of {@link clients}, whoever it was issued to and for. */
  anonymous: boolean;
  /** The settings do not list it. */
  unlisted: boolean;
  /** Those that the gateway lets through to the API. */
  clients: string[];
}

/** All operations that need no permission, by API and name. */
export function openOperations(model: AccessModel): OpenOperation[] {
  return Object.entries(model.apis).flatMap(([api, { operations }]) =>
    Object.entries(operations)
      .filter(([, { anonymous, permissions }]) => anonymous || permissions.length === 0)
      .map(([operation, { anonymous = false, unlisted = false }]) => ({
        api,
        operation,
        anonymous,
        unlisted,
        clients: clientsOf(model, api),
      })),
  );
}
