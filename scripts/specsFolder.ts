import { existsSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, projectFolder } from "../sandbox/engine/index.ts";

const beside = join(projectFolder, "..", "shared", "specs");

/** Where the official files are: as `SPECS_DIR` says, beside the checkout, or where `npm run specs` puts them. */
export const specsFolder =
  process.env.SPECS_DIR ?? (existsSync(beside) ? beside : join(cacheFolder, "specs"));

/** What a test says that needs them, to `needs`. */
export const HOW_TO_GET_SPECS = "npm run specs fetches them, SPECS_DIR says where they are";
