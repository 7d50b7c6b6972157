import { readFile, writeFile } from "node:fs/promises";

/**
 * What a document shows between `<!-- begin NAME: … -->` and `<!-- end NAME -->`: output that a test makes anew and compares.
 *
 * @param name of the part
 * @param made what it should show; with `UPDATE_DOCS=1` it is written there first
 */
export async function documented(file: string, name: string, made: string): Promise<string> {
  const marked = new RegExp(`(<!-- begin ${name}: [^>]+ -->\\n)([\\s\\S]*?)(<!-- end ${name} -->)`);
  const text = await readFile(file, "utf8");
  if (!marked.test(text)) throw new Error(`${file} has no part "${name}".`);
  if (process.env.UPDATE_DOCS === "1")
    // A function, because `$` in the output means itself.
    await writeFile(
      file,
      text.replace(marked, (_, begin: string, __, end: string) => `${begin}\n${made}\n\n${end}`),
    );
  const [, , shown = ""] = marked.exec(await readFile(file, "utf8")) ?? [];
  return shown.trim();
}
