import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "../shared/errors.ts";
import { type PulumiPlace, reasonGiven, runOnStack } from "../shared/pulumi.ts";
import type { Adoption } from "./decide.ts";
import type { StackState } from "./state.ts";

const require = createRequire(import.meta.url);
/** Of the plugin that a type is of. */
const versionOf = (type: string) =>
  (require(`@pulumi/${type.split(":")[0]}/package.json`) as { version: string }).version;

/** What `pulumi import --file` reads: several resources at once, each in its component. */
export interface ImportFile {
  nameTable: Record<string, string>;
  resources: Record<string, unknown>[];
}

/** A component that the state has is referred to by its URN; one that it lacks is made by the import. */
export function importFile(adoptions: Adoption[], state: StackState): ImportFile {
  const nameTable: Record<string, string> = {};
  const components = new Map<string, { key: string; entry: Record<string, unknown> | undefined }>();
  for (const { component } of adoptions) {
    if (!component) continue;
    const id = `${component.type} ${component.name}`;
    if (components.has(id)) continue;
    const key = `component${components.size}`;
    const urn = state.deployment.resources?.find(
      (resource) => resource.type === component.type && resource.urn.endsWith(`::${component.name}`),
    )?.urn;
    if (urn) nameTable[key] = urn;
    const entry = { type: component.type, name: key, logicalName: component.name, component: true };
    components.set(id, { key, entry: urn ? undefined : entry });
  }
  const resources = adoptions.map(({ type, name, id, component }, index) => ({
    type,
    name: `resource${index}`,
    logicalName: name,
    id,
    ...(component ? { parent: components.get(`${component.type} ${component.name}`)?.key } : {}),
    version: versionOf(type),
  }));
  const made = [...components.values()].flatMap(({ entry }) => (entry ? [entry] : []));
  return { nameTable, resources: [...made, ...resources] };
}

export async function adoptAll(
  stack: string,
  adoptions: Adoption[],
  state: StackState,
  place: PulumiPlace & { configFile?: string | undefined },
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "recover-"));
  try {
    const file = join(folder, "import.json");
    await writeFile(file, JSON.stringify(importFile(adoptions, state)));
    const flags = ["--file", file, "--yes", "--protect=false", "--generate-code=false"];
    const config = place.configFile ? ["--config-file", place.configFile] : [];
    const { failed, all } = await runOnStack(stack, ["import", ...flags, ...config], place);
    if (failed) throw new CliError("machine", `Pulumi could not take them in: ${reasonGiven(all)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
