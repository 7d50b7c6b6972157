import { exitCodes } from "../shared/errors.ts";
import { processTerminal, runTool } from "../shared/run.ts";
import { probeTool } from "./tool.ts";

let stops = 0;
// The first Ctrl-C lets the probe remove what it has made; the second one does not wait for that.
process.on("SIGINT", () => {
  if (++stops > 1) process.exit(exitCodes.interrupted);
  processTerminal.err("Stopping after this check; Ctrl-C again ends at once (then run with --clean).");
});
process.exitCode = await runTool(() =>
  probeTool(process.argv.slice(2), { terminal: processTerminal, isStopped: () => stops > 0 }),
);
