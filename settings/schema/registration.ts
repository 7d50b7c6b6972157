import { z } from "zod";
import { guid, names, text } from "./texts.ts";

/** What the entry was called before, the latest name first: it stays what it is in Azure and Choreo. */
export const formerly = z
  .union([text, names])
  .default([])
  .transform((former) => (typeof former === "string" ? [former] : former));

/** By client id of a resource (`00000003-…` is Microsoft Graph): what the registration lists of it besides what `uses` says. */
const requiredResourceAccess = z
  .record(
    z.string(),
    z.strictObject({
      /** Ids of delegated permissions. */
      scopes: z.array(guid).default([]),
      /** Ids of application permissions. */
      roles: z.array(guid).default([]),
    }),
  )
  .default({});

/** Of a registration that was there before the stack. */
export const registration = {
  /**
   * The app registration was there before the stack: it keeps what these settings do not say of it, bears no mark of the stack, its names
   * are as they are written here, its owners those that are listed.
   */
  imported: z.boolean().default(false),
  /** Refuse to delete or replace it; default: as the stack, and true for what is imported. */
  protect: z.boolean().optional(),
  requiredResourceAccess,
};
