import { controlPlaneProblems } from "../providers/choreo/reads.ts";
import { mapValues } from "../shared/records.ts";
import { apiSettings } from "./api.ts";
import { withApplications } from "./applications.ts";
import { clientSettings } from "./client.ts";
import { checkAcross, noticesAcross } from "./crossCheck.ts";
import type { Findings, ParseContext } from "./findings.ts";
import { oddTexts } from "./oddText.ts";
import { type Problem, SettingsError } from "./problems.ts";
import { keyProblem } from "./rules/key.ts";
import { configSchema } from "./schema/index.ts";
import { schemaProblems, valueAt } from "./schemaProblems.ts";
import type { ControlPlaneSettings, Settings } from "./types.ts";

/**
 * Checks the configuration of a stack and fills in what it leaves out. Looks at nothing but the configuration and the OpenAPI
 * documents that it names; {@link resolveSettings} asks Azure and Choreo.
 *
 * @param raw the stack's configuration without the namespace: `{ environment, choreo, apis, clients, … }`
 * @throws SettingsError with everything that is wrong
 * @example
 * parseSettings({ environment: "dev", choreo: {…}, apis: { books: {…} }, clients: {} }, { documents: await readDocuments(raw, readText), now: new Date() })
 */
export function parseSettings(raw: unknown, context: ParseContext): Settings {
  const parsed = configSchema.safeParse(raw);
  const findings: Findings = { problems: [...(context.problems ?? []), ...oddTexts(raw)], notices: [] };
  if (!parsed.success) findings.problems.push(...schemaProblems(configSchema, raw, parsed.error.issues));

  // The parts that are well-formed are looked into even when others are not: all errors of a file at once.
  const { data } = configSchema.partial().safeParse(withoutProblems(raw, findings.problems));
  const environment = data?.environment ?? "";
  const choreo = (data?.choreo ?? {}) as ControlPlaneSettings;
  const stack = { environment, protect: data?.protect ?? false, keyType: choreo.keyType ?? "PRODUCTION" };
  const settings: Settings = {
    protect: false,
    deployer: undefined,
    ...data,
    environment,
    choreo,
    apis: mapValues(data?.apis ?? {}, (api, key) => apiSettings(key, api, stack, context, findings)),
    clients: withApplications(
      mapValues(data?.clients ?? {}, (client, key) => clientSettings(key, client, stack, context, findings)),
    ),
    notices: findings.notices,
  };
  if (data?.choreo) findings.problems.push(...controlPlaneFindings(settings.choreo));
  const keys = configuredKeys(raw);
  findings.problems.push(...keyProblems(keys));
  const broken = new Set(findings.problems.map(({ path: [section, key] }) => `${section}.${key}`));
  findings.problems.push(
    ...checkAcross(settings, keys, (api) => broken.has(`apis.${api}`) || broken.has("apis.undefined")),
  );
  findings.notices.push(...noticesAcross(settings));
  if (findings.problems.length) throw new SettingsError(findings.problems, context.where);
  return settings;
}

function controlPlaneFindings(choreo: ControlPlaneSettings): Problem[] {
  return controlPlaneProblems(choreo).map(({ key, message }) => ({
    path: ["choreo", key],
    message: message.startsWith("must") ? `found "${choreo[key]}"; ${message}` : message,
  }));
}

/** The keys as written, so that a client of an API that has an error of its own is not told that there is no such API. */
function configuredKeys(raw: unknown): { apis: string[]; clients: string[] } {
  const keys = (value: unknown) => (value !== null && typeof value === "object" ? Object.keys(value) : []);
  return { apis: keys(valueAt(raw, ["apis"])), clients: keys(valueAt(raw, ["clients"])) };
}

function keyProblems(keys: Record<string, string[]>): Problem[] {
  return Object.entries(keys).flatMap(([section, names]) =>
    names.flatMap((name) => {
      const message = keyProblem(name);
      return message === undefined ? [] : [{ path: [section, name], message }];
    }),
  );
}

/** A copy that lacks each API, client and top-level key in which something is malformed. */
function withoutProblems(raw: unknown, problems: readonly Problem[]): unknown {
  if (raw === null || typeof raw !== "object") return {};
  const copy: Record<string, unknown> = { ...raw };
  for (const { path } of problems) {
    const [section, key] = path;
    const entries = copy[section as string];
    if (
      (section === "apis" || section === "clients") &&
      path.length > 1 &&
      entries &&
      typeof entries === "object"
    ) {
      const { [key as string]: _, ...rest } = entries as Record<string, unknown>;
      copy[section] = rest;
    } else {
      delete copy[section as string];
    }
  }
  if (copy.apis && Object.keys(copy.apis).length === 0) delete copy.apis;
  return copy;
}
