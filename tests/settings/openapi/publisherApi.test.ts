import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { HOW_TO_GET_SPECS, specsFolder } from "../../../scripts/specsFolder.ts";
import { needs } from "../../needs.ts";
import { guideConfig, parseWithDocuments } from "../fixture.ts";

const DOCUMENTS = [
  ["publisher-api.yaml", 262],
  ["devportal-api.yaml", 92],
  ["admin-api.yaml", 111],
  ["apim-4.0.0-v2/publisher-api.yaml", 148],
  ["choreo-branch-9.22.x/publisher-api.yaml", 157],
] as const;

const present = DOCUMENTS.every(([file]) => existsSync(join(specsFolder, file)));

(needs(present, "WSO2's documents as examples", HOW_TO_GET_SPECS) ? describe : describe.skip)(
  "WSO2's own documents",
  () => {
    test.each(DOCUMENTS)("%s: %i operations with their scopes", async (file, count) => {
      const path = join(specsFolder, file);
      const raw = guideConfig({ books: { openapi: path, permissions: undefined, operations: undefined } });
      const { apis, notices } = await parseWithDocuments({ ...raw, clients: {} });
      const expected = readByLine(readFileSync(path, "utf8"));
      expected.scopes.delete("openid");
      expect(Object.keys(expected.operations)).toHaveLength(count);
      expect(apis.books?.operations).toEqual(expected.operations);
      expect(Object.keys(apis.books?.permissions ?? {}).sort()).toEqual([...expected.scopes].sort());
      expect(notices.join()).toContain("list several scopes in one requirement");
    });
  },
);

/**
 * An independent reading of WSO2's documents, line by line: they are all laid out alike. It knows nothing of YAML and nothing of
 * our reader.
 */
function readByLine(text: string): { operations: Record<string, string[]>; scopes: Set<string> } {
  const operations: Record<string, string[]> = {};
  const scopes = new Set<string>();
  const common: string[] = [];
  let section = "";
  let path = "";
  let operation = "";
  let inSecurity = -1;
  let inScopes = -1;
  const own = new Set<string>();
  for (const line of text.split("\n")) {
    if (!line.trim() || line.trim().startsWith("#")) continue;
    const indent = line.length - line.trimStart().length;
    if (indent === 0) section = line.split(":")[0] ?? "";
    if (inSecurity >= 0 && (indent < inSecurity || (indent === inSecurity && !line.trim().startsWith("-"))))
      inSecurity = -1;
    if (inScopes >= 0 && indent <= inScopes) inScopes = -1;
    if (section === "paths" && indent === 2) path = line.trim().replace(/^["']?(\/.*?)["']?:$/, "$1");
    const verb =
      section === "paths" && indent === 4
        ? /^ {4}(get|post|put|delete|patch|head|options):/.exec(line)?.[1]
        : undefined;
    if (verb) {
      operation = `${verb.toUpperCase()} ${path}`;
      operations[operation] = [];
    }
    const scope = /^\s+- (["']?)([\w:.]*\w)\1\s*(#.*)?$/.exec(line)?.[2];
    if (inSecurity >= 0 && scope) {
      (section === "paths" ? (operations[operation] as string[]) : common).push(scope);
      scopes.add(scope);
    }
    if (section === "paths" && indent === 6 && /^ {6}security:/.test(line)) {
      inSecurity = 6;
      own.add(operation);
    }
    if (section === "security") inSecurity = 0;
    if (inScopes >= 0 && indent === inScopes + 2) scopes.add(/^\s+(["']?)([\w:]+)\1:/.exec(line)?.[2] ?? "?");
    if (section === "components" && /^\s+scopes:\s*$/.test(line) && indent === 10) inScopes = indent;
  }
  for (const name of Object.keys(operations)) if (!own.has(name)) operations[name] = common;
  return { operations, scopes };
}
