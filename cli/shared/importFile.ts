import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliError } from "./errors.ts";
import { configFileFlag } from "./files.ts";
import { type PulumiPlace, reasonGiven, runOnStack } from "./pulumi.ts";

const versionOf = (plugin: string) =>
  (createRequire(import.meta.url)(`@pulumi/${plugin}/package.json`) as { version: string }).version;

/** A resource that the state shall have. */
export interface Adoption {
  /** Pulumi type. */
  type: string;
  name: string;
  /** What the plugin takes for an import; of Choreo's resources their id. */
  id: string;
  /** None: it is in no component. */
  component?: { type: string; name: string } | undefined;
  /** Of a dynamic resource, which no plugin reads: all that the state holds of it. */
  inputs?: Readonly<Record<string, unknown>>;
  outputs?: Readonly<Record<string, unknown>>;
  /** For people. */
  what: string;
}

/** What of a state an import refers to. */
interface Known {
  deployment: { resources?: { type: string; urn: string }[] };
}

/** What `pulumi import --file` reads: several resources at once, each in its component. */
export interface ImportFile {
  nameTable: Record<string, string>;
  resources: Record<string, unknown>[];
}

/** A component that the state has is referred to by its URN; one that it lacks is made by the import. */
export function importFile(adoptions: readonly Adoption[], state: Known): ImportFile {
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
  const resources = adoptions.map(({ type, name, id, component, inputs, outputs }, index) => ({
    type,
    name: `resource${index}`,
    logicalName: name,
    id,
    ...(component ? { parent: components.get(`${component.type} ${component.name}`)?.key } : {}),
    ...(inputs ? { inputs, outputs } : { version: versionOf(type.split(":", 1)[0] ?? "") }),
  }));
  const made = [...components.values()].flatMap(({ entry }) => (entry ? [entry] : []));
  return { nameTable, resources: [...made, ...resources] };
}

/** The arguments with which the engine reads such a file. */
export function importArguments(file: string, protect: boolean, configFile: readonly string[]): string[] {
  return [
    ...["import", "--file", file, "--yes", `--protect=${protect}`, "--generate-code=false"],
    ...configFile,
  ];
}

/** Takes resources into a stack's state. Nothing changes where they are. */
export async function adoptAll(
  stack: string,
  adoptions: readonly Adoption[],
  state: Known,
  place: PulumiPlace & { configFile?: string | undefined },
  protect = false,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "import-"));
  try {
    const file = join(folder, "import.json");
    await writeFile(file, JSON.stringify(importFile(adoptions, state)));
    const { failed, all } = await runOnStack(
      stack,
      importArguments(file, protect, configFileFlag(place.configFile, place.cwd)),
      place,
    );
    if (failed)
      throw new CliError(
        "machine",
        `Pulumi could not take them in: ${reasonGiven(all)}`,
        "When that is put right, the same command again takes in what the state lacks.",
      );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
