import { readFile, writeFile } from "node:fs/promises";

const MARKED = /(<!-- begin: [^>]+ -->\n\n?)([\s\S]*?)(\n?<!-- end -->)/;

/**
 * What a document shows between `<!-- begin: … -->` and `<!-- end -->`: output that a test makes anew and compares.
 *
 * @param made what it should show; with `UPDATE_DOCS=1` it is written there first
 */
export async function documented(file: string, made: string): Promise<string> {
  const text = await readFile(file, "utf8");
  if (!MARKED.test(text)) throw new Error(`${file} has no marked part.`);
  if (process.env.UPDATE_DOCS === "1")
    // A function, because `$` in the output means itself.
    await writeFile(
      file,
      text.replace(MARKED, (_, begin: string) => `${begin.trimEnd()}\n\n${made}\n\n<!-- end -->`),
    );
  const [, , shown = ""] = MARKED.exec(await readFile(file, "utf8")) ?? [];
  return shown.trimEnd();
}
