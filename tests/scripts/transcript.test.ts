import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";
import { difference, stepsOf } from "../../scripts/transcript.ts";
import { inTempFolder } from "../engine/harness.ts";

const told = (port: number) =>
  `[set-up] ready\n❯ Start\n✔ Start: https://localhost:${port}, https://localhost:${port + 1}\n✔ pulumi up: create 43\n│ a table │\n`;

test("addresses do not count, what the steps say does", async () => {
  expect(stepsOf(told(1000))).toBe(
    "✔ Start: https://localhost:…, https://localhost:…\n✔ pulumi up: create 43",
  );
  await inTempFolder(async (folder) => {
    const readme = join(folder, "README.md");
    const part = (text: string) => `<!-- begin story: made -->\n\n${text}\n\n<!-- end story -->`;
    await writeFile(readme, part(`\`\`\`text\n${stepsOf(told(2000))}\n\`\`\``));
    expect(await difference(readme, told(3000))).toBeUndefined();
    expect(await difference(readme, told(3000).replace("43", "44"))).toContain("create 44");
  });
});

test("CI compares the story that it has told", async () => {
  const run = await readFile(join(projectFolder, ".ci", "run"), "utf8");
  expect(run).toMatch(/npm run sandbox \| tee (\S+)[\s\S]*npm run transcript -- \1/);
});
