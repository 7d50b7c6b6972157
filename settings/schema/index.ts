import { z } from "zod";
import { api } from "./api.ts";
import { choreo } from "./choreo.ts";
import { client } from "./client.ts";
import { guid } from "./texts.ts";

/** The configuration of a stack, without its namespace. docs/configuration.md describes every key. */
export const configSchema = z.strictObject({
  /** Part of every name in Azure and Choreo. */
  environment: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]*$/,
      "must be letters, digits, '.', '_' and '-', and begin with a letter or digit",
    )
    .max(40, "must have at most 40 characters"),
  choreo,
  apis: z.record(z.string(), api).refine((apis) => Object.keys(apis).length > 0, "needs at least one API"),
  clients: z.record(z.string(), client).default({}),
  /** Refuse to delete or replace what would cut users off. */
  protect: z.boolean().default(false),
  /** Object id of the identity that owns the app registrations; `undefined`: whoever runs Pulumi. */
  deployer: guid.optional(),
});

export type Config = z.output<typeof configSchema>;
export type ApiConfig = Config["apis"][string];
export type ClientConfig = Config["clients"][string];
export type OtherScopeConfig = NonNullable<ApiConfig["otherScopes"][string]>;
export type PermissionConfig = NonNullable<NonNullable<ApiConfig["permissions"]>[string]>;
export type { Principals, RoleConfig } from "./api.ts";
