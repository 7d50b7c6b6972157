import * as azuread from "@pulumi/azuread";
import type * as pulumi from "@pulumi/pulumi";
import { goesWith } from "../goesWith.ts";

/** The secret of a client, and where it is in its rotation. */
export interface ClientSecret {
  /** Number of the current secret, from 1. Raising it makes a new secret. */
  rotation: number;
  /** Number of the earlier secret that stays beside it; 0 for none. Default: the one before. */
  previous?: number | undefined;
  /** RFC 3339: when a secret that is made now expires. One that exists keeps its own date. */
  endDate: string;
  /** Run before a secret is made. */
  beforeCreate?: pulumi.ResourceHook[] | undefined;
}

/**
 * The current secret and, from the second rotation on, an earlier one: whoever still uses the old one goes on working until it is
 * revoked, or the rotation after. Each is a resource of its own, named by its number, so that raising the number creates one, leaves one and
 * deletes one.
 *
 * Entra cannot change the expiry of a secret that exists, and a duration in the settings would move it every day. So the date
 * counts when the secret is made and is not looked at afterwards (`ignoreChanges`).
 *
 * @returns the newest first
 */
export function clientSecrets(
  name: string,
  { application, protect }: { application: azuread.Application; protect?: boolean | undefined },
  secret: ClientSecret,
  parent: pulumi.Resource,
): [azuread.ApplicationPassword, ...azuread.ApplicationPassword[]] {
  const make = (number: number) =>
    new azuread.ApplicationPassword(
      `${name}-${number}`,
      { applicationId: application.id, displayName: `rotation ${number}`, endDate: secret.endDate },
      {
        parent,
        // Only the newest: at the next rotation it becomes the previous one, and loses its protection before it has to go.
        protect: number === secret.rotation && protect,
        ...goesWith(application, protect),
        ignoreChanges: ["endDate"],
        hooks: { beforeCreate: secret.beforeCreate ?? [] },
      },
    );
  const { rotation, previous = rotation - 1 } = secret;
  return previous > 0 ? [make(rotation), make(previous)] : [make(rotation)];
}
