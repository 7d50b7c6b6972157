import { exitCodes } from "../shared/errors.ts";
import { processTerminal, runTool } from "../shared/run.ts";
import { accessDiffTool } from "./tool.ts";

process.once("SIGINT", () => process.exit(exitCodes.interrupted));
process.exitCode = await runTool(() => accessDiffTool(process.argv.slice(2), { terminal: processTerminal }));
