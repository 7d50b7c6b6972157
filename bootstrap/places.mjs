import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const projectFolder = fileURLToPath(new URL("..", import.meta.url)).replace(/[/\\]$/, "");

/** Ignored by git, safe to delete: it costs seconds to make again. */
export const sandboxFolder = join(projectFolder, ".sandbox");

/** Compiled code that Node.js keeps: program, SDK and tools then load in half the time. The provider writes here by itself. */
export const compiledFolder = join(sandboxFolder, "compiled");

export const checkoutLock = join(sandboxFolder, "bootstrap.lock");

/** What took minutes to get, shared by all checkouts of this user. */
export const cacheFolder =
  process.env.CHOREO_AZUREAD_CACHE ??
  join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "choreo-azuread");
