import { existsSync } from "node:fs";
import { needs } from "../needs.ts";

/** Where Debian, Ubuntu and Google put theirs. */
const usual = ["chromium", "chromium-browser", "google-chrome"].map((name) => `/usr/bin/${name}`);

/** A Chromium for Playwright: `CHROMIUM_PATH`, else one of the usual places; says where none is. */
export function findBrowser(): string | undefined {
  const { CHROMIUM_PATH } = process.env;
  const candidates = CHROMIUM_PATH ? [CHROMIUM_PATH] : usual;
  const found = candidates.find((path) => existsSync(path));
  needs(
    found !== undefined,
    `a browser at ${candidates.join(", ")}`,
    ".ci/browser gets Debian's, CHROMIUM_PATH names another one",
  );
  return found;
}
