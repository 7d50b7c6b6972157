import { expect, test } from "@jest/globals";
import { execa } from "execa";
import { projectFolder } from "../../../sandbox/engine/index.ts";

const TOOLS = [
  "access-diff",
  "doctor",
  "drift",
  "github",
  "import",
  "invoke",
  "openapi-check",
  "probe",
  "recover",
  "review",
  "survey",
];

// Half a second of processor time in each step of a workflow.
test("tools that make no resources start without Pulumi's SDK", async () => {
  const script = `
    const { createRequire } = await import("node:module");
    const loaded = () => Object.keys(createRequire(process.cwd() + "/").cache).some((file) => file.includes("/@pulumi/pulumi/"));
    for (const tool of ${JSON.stringify(TOOLS)}) {
      await import(\`./cli/\${tool}/tool.ts\`);
      if (loaded()) { console.log(tool); break; }
    }
    await import("./components/index.ts");
    console.log(loaded());`;
  const args = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script];
  const { stdout } = await execa(process.execPath, args, { cwd: projectFolder });
  expect(stdout).toBe("true");
});
