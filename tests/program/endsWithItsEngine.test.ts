import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "@jest/globals";
import { projectFolder } from "../../sandbox/engine/index.ts";

// As the SDK's `cmd/run` does with an error that nobody catches.
const program = `
  process.on("uncaughtException", (error) => console.error("Running program failed with an unhandled exception:", error));
  console.log("began");
  setInterval(() => { throw new Error("the engine does not answer"); }, 20);`;

test("a program whose engine and language host were killed ends", async () => {
  const script = `await import("./program/endsWithItsEngine.ts"); ${program}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: projectFolder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    await once(child.stdout, "data");
    child.stdout.destroy();
    child.stderr.destroy();
    expect(await once(child, "exit")).toEqual([1, null]);
  } finally {
    child.kill("SIGKILL");
  }
}, 20_000);
