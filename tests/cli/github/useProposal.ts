import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach } from "@jest/globals";
import { parse } from "yaml";
import type { File } from "./fake-github.ts";
import { useGithub } from "./useGithub.ts";

export const HEAD = "a".repeat(40);
export const MERGE = "c".repeat(40);

/** The stack file of the base branch. */
export const base = `secretsprovider: azurekeyvault://ours.vault.azure.net/keys/prod
encryptedkey: b3Vycw==
config:
  azuread:tenantId: ours
  choreo-azuread:choreo: { organization: taylordean, identityProvider: AzureAD }
  choreo-azuread:extends: ./stacks/shared.yaml
  choreo-azuread:keyType: PRODUCTION
  choreo-azuread:clients: { storefront: { uses: { books: [books_read] } } }
`;

/** A pull request: what the commit of its merge for a try has. */
export interface Proposal {
  stack?: string;
  files?: Record<string, File>;
  changed?: string[];
  mergeable?: boolean;
  head?: string;
  from?: string;
  folders?: string[];
  truncated?: boolean;
}

/** A checkout of the base branch, anew for each test; `take` has the tool take a pull request's settings into it. */
export function useProposal() {
  const { github, place, run, event } = useGithub();
  const at = (file: string) => join(place.folder, file);
  beforeEach(async () => {
    await writeFile(at("Pulumi.prod.yaml"), base);
    await writeFile(at("index.ts"), "// ours");
    await mkdir(at("openapi"));
    await writeFile(at("openapi/old.yaml"), "old: true");
  });

  /** What the tool says about a pull request whose merge for a try has these files. */
  async function take({
    stack = base,
    files = {},
    changed = [],
    mergeable = true,
    head = HEAD,
    from = "taylordean/books",
    folders = [],
    truncated = false,
  }: Proposal) {
    github.pulls.set(12, { state: "open", mergeable, merge_commit_sha: MERGE });
    github.commits.set(MERGE, {
      parents: ["b".repeat(40), head],
      truncated,
      files: { "Pulumi.prod.yaml": { content: stack }, "index.ts": { content: "// theirs" }, ...files },
    });
    github.changedFiles.set(12, changed);
    const more = folders.flatMap((each) => ["--folder", each]);
    return run(["settings", "--stack", "prod", "--note", "note.md", "--cwd", place.folder, ...more], {
      GITHUB_EVENT_PATH: await event(from, { sha: HEAD }),
    });
  }

  const read = (file: string) => readFile(at(file), "utf8").catch(() => undefined);
  const config = async () => parse((await read("Pulumi.prod.yaml")) ?? "").config;

  return { github, place, take, at, read, config };
}
