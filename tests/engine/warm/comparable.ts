import type { Run } from "../../../sandbox/engine/index.ts";

/** A run without the order in which things happened to be done at once. */
export function comparable({ exitCode, changes, errors, steps, output }: Run) {
  return {
    exitCode,
    changes,
    errors: errors.map((error) => comparableText(error)),
    steps: steps.map(({ op, urn, diffs }) => `${urn} ${op} ${diffs}`).sort(),
    output: comparableText(output, () => "id")
      .split("\n")
      .sort(),
  };
}

/** Without what differs from sandbox to sandbox and from minute to minute; the ids of the sandbox's seed are always the same. */
export function comparableText(text: string, nameOf: (id: string) => string = inOrderOfAppearance()): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, (id) =>
      id.includes("1000000-0000-4000-8000-") ? id : nameOf(id),
    )
    .replace(/v1:[\w+/=]+:[\w+/=]+/g, "ciphertext")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "then")
    .replace(/localhost:\d+/g, "localhost")
    .replace(/(appRoleAssignedTo|identifierUris)\/[\w-]+/g, "$1/id")
    .replace(/\b\d+(\.\d+)?s\b/g, "a while");
}

function inOrderOfAppearance(): (id: string) => string {
  const ids = new Map<string, string>();
  return (id) => {
    const known = ids.get(id) ?? `id ${ids.size}`;
    ids.set(id, known);
    return known;
  };
}
