import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { projectFolder } from "../../sandbox/engine/index.ts";

test("a Node.js that runs no TypeScript says so in one sentence, as the engine shows it", async () => {
  const script = `import("./main.mjs").catch((error) => console.log(error.__pulumiRunError, error.message))`;
  const { stdout } = await execa(process.execPath, ["--no-strip-types", "-e", script], {
    cwd: projectFolder,
  });
  expect(stdout).toMatch(
    /^true Node\.js \d+\.\d+\.\d+ cannot run this program, which is TypeScript: put Node\.js 22\.18 or newer first on the PATH, or run "npm run pulumi -- …", which brings its own\.$/,
  );
});
