import { dirname, relative, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DocumentError, deriveApi, readDocument } from "../../settings/openapi/index.ts";
import { textReader } from "../../settings/readText.ts";
import { mapValues } from "../../shared/records.ts";
import { CliError } from "../shared/errors.ts";
import type { Access } from "./compare.ts";

/** A permission's name as the settings have it: without Choreo's prefix. */
export type Bare = (name: string) => string;

/** A document, and what may be read with it. */
export interface Place {
  path: string;
  /** Folders out of which neither it nor its `$ref`s lead, as {@link textReader} has them; default: anywhere. */
  below: string | undefined;
}

/**
 * What a document says of access, with what its `$ref`s lead to.
 *
 * @param text in place of what the file holds
 * @throws CliError (usage) where it cannot be read
 */
export async function readAccess(place: Place, bare: Bare, text = readText(place)): Promise<Access> {
  const { path, below } = place;
  const folder = dirname(path);
  const reader = textReader(below);
  try {
    const read = (name: string) => (resolve(folder, name) === path ? text : reader(resolve(folder, name)));
    const { permissions, operations } = deriveApi(await readDocument(relative(folder, path), read));
    return bareAccess({ permissions: Object.keys(permissions), operations }, bare);
  } catch (error) {
    if (error instanceof DocumentError) throw new CliError("usage", error.message);
    throw error;
  }
}

export function readText({ path, below }: Place): string {
  try {
    return textReader(below)(path);
  } catch (error) {
    throw new CliError("usage", `${path} cannot be read: ${(error as Error).message}`);
  }
}

export function bareAccess({ permissions, operations }: Access, bare: Bare): Access {
  return {
    permissions: permissions.map(bare),
    operations: mapValues(operations, (names) => names.map(bare)),
  };
}

/** Anchors and merged maps say in one place what holds in several: a piece of text alone can't be changed there. */
export async function refuseUnlessRead(
  place: Place,
  text: string,
  expected: Access,
  bare: Bare,
): Promise<void> {
  const refused = (why: string) =>
    new CliError(
      "usage",
      `--patch cannot write into ${place.path}: ${why}. The file is as it was.`,
      "Write the permissions and the security of operations by hand. YAML anchors, merged maps (<<) and $refs there may be what stands in its way.",
    );
  const access = await readAccess(place, bare, text).catch((error: CliError) => {
    throw refused(`what it would write is refused (${error.message})`);
  });
  if (!isDeepStrictEqual(sorted(access), sorted(expected)))
    throw refused("what it would write does not say what it should");
}

const sorted = ({ permissions, operations }: Access): Access => ({
  permissions: permissions.toSorted(),
  operations: mapValues(operations, (names) => names.toSorted()),
});
