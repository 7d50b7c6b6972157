import { exitCodes } from "../shared/errors.ts";
import { processTerminal, runTool } from "../shared/run.ts";
import { invokeTool } from "./tool.ts";

process.once("SIGINT", () => {
  processTerminal.err("\nStopped.");
  process.exit(exitCodes.interrupted);
});
process.exitCode = await runTool(() => invokeTool(process.argv.slice(2), { terminal: processTerminal }));
