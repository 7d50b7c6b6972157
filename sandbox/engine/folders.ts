import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout: the folder with `Pulumi.yaml`. */
export const projectFolder = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");

/** Everything that the sandbox and the tests write; ignored by git, safe to delete. */
export const sandboxFolder = join(projectFolder, ".sandbox");

/** Compiled code that Node.js keeps for the next run; the same as in bootstrap/places.mjs. */
export const compiledFolder = join(sandboxFolder, "compiled");

/** What took minutes to get, shared by all checkouts of this user; the same as in bootstrap/places.mjs, which has no types. */
export const cacheFolder =
  process.env.CHOREO_AZUREAD_CACHE ??
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "choreo-azuread");

/** Pulumi's home for all sandboxed runs: plugins, never the user's logins or stacks. */
export const pulumiHome = join(sandboxFolder, "pulumi-home");
