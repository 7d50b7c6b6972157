import { CliError } from "../shared/errors.ts";
import type { Repository } from "./api.ts";

/** An entry of Git's tree. https://docs.github.com/rest/git/trees */
interface TreeEntry {
  path: string;
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  size?: number;
}

const REGULAR_FILES = new Set(["100644", "100755"]);
/** YAML and JSON, in folders whose names hold nothing but letters, digits, `_`, `.` and `-`, and do not begin with a dot. */
const DATA = /^(?:[\w-][\w.-]*\/)+[\w-][\w.-]*\.(?:ya?ml|json)$/;
const MOST_FILES = 200;
const MOST_BYTES = 1_000_000;

/** A file as the pull request proposes it. */
export interface ProposedFile {
  /** Below the repository's root. */
  path: string;
  /** Git's id of its content. */
  sha: string;
}

/**
 * The files of a pull request that are taken as data: one stack's file, and YAML or JSON in the folders that hold settings. By Git's
 * own list, so that nothing is checked out: a symbolic link, a submodule or a path that leads elsewhere is refused by its name.
 *
 * @throws CliError (untrusted) with each file that is refused
 */
export async function proposedFiles(
  repository: Repository,
  commit: string,
  { stackFile, folders }: { stackFile: string; folders: readonly string[] },
): Promise<ProposedFile[]> {
  const { tree, truncated } = await repository.get<{ tree: TreeEntry[]; truncated: boolean }>(
    `/git/trees/${commit}?recursive=1`,
  );
  if (truncated) throw new CliError("service", "GitHub lists only a part of the pull request's files.");
  const proposed = tree.filter(
    ({ path, type }) =>
      type !== "tree" && (path === stackFile || folders.some((folder) => path.startsWith(`${folder}/`))),
  );
  const refused = proposed.flatMap((entry) => {
    const why = objection(entry, stackFile);
    return why ? [`  ${JSON.stringify(entry.path)} ${why}`] : [];
  });
  if (proposed.length > MOST_FILES)
    refused.push(`  ${proposed.length} files; at most ${MOST_FILES} are taken`);
  if (refused.length > 0)
    throw new CliError(
      "untrusted",
      ["These files of the pull request are not taken as settings:", ...refused].join("\n"),
      "Settings are regular YAML or JSON files of up to 1 MB. Nothing was read.",
    );
  return proposed.map(({ path, sha }) => ({ path, sha }));
}

function objection({ path, mode, type, size = 0 }: TreeEntry, stackFile: string): string | undefined {
  if (mode === "120000") return "is a symbolic link";
  if (type !== "blob" || !REGULAR_FILES.has(mode)) return "is no regular file";
  if (path !== stackFile && (!DATA.test(path) || path.includes(".."))) return "is no YAML or JSON file";
  return size > MOST_BYTES ? `has ${size} bytes` : undefined;
}
