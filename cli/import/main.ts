import { exitCodes } from "../shared/errors.ts";
import { processTerminal, runTool } from "../shared/run.ts";
import { importTool } from "./tool.ts";

process.once("SIGINT", () => process.exit(exitCodes.interrupted));
process.exitCode = await runTool(() => importTool(process.argv.slice(2), { terminal: processTerminal }));
