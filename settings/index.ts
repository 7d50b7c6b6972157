export { loadSettings, settingsOf } from "./load.ts";
export { choreoLookups, type Lookups } from "./lookups.ts";
export { readDocuments } from "./openapi/documents.ts";
export { parseSettings } from "./parse.ts";
export { formatPath, type Problem, SettingsError } from "./problems.ts";
export { resolveSettings } from "./resolve.ts";
export type { ResolvedApi, ResolvedClient, ResolvedSettings } from "./resolved.ts";
export { daysUntil } from "./rules/expiry.ts";
export type * from "./types.ts";
