/**
 * `npm run transcript -- FILE`: whether README shows what the story printed into that file; with `UPDATE_DOCS=1` it is written there. The
 * story takes half a minute, so CI compares what it has told anyway.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { documented } from "./documented.ts";

/** The steps of a story, as a terminal shows them, with addresses that are the same each time. */
export function stepsOf(output: string): string {
  const steps = output.split("\n").filter((line) => line.startsWith("✔ "));
  return steps.map((line) => line.replaceAll(/(https:\/\/localhost):\d+/g, "$1:…").trimEnd()).join("\n");
}

/** @returns what README shows and what was told, where they differ */
export async function difference(readme: string, output: string): Promise<string | undefined> {
  const made = `\`\`\`text\n${stepsOf(output)}\n\`\`\``;
  const shown = await documented(readme, "story", made);
  return shown === made ? undefined : `README shows:\n${shown}\n\nThe story was:\n${made}`;
}

if (process.argv[1] === import.meta.filename) {
  const readme = join(import.meta.dirname, "..", "README.md");
  const found = await difference(readme, await readFile(process.argv[2] ?? "", "utf8"));
  console.log(found ?? "README shows this story.");
  process.exitCode = found ? 1 : 0;
}
