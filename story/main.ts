import { processTerminal, runTool } from "../cli/shared/run.ts";
import { sandboxTool } from "./tool.ts";

process.exitCode = await runTool(() => sandboxTool(process.argv.slice(2), { terminal: processTerminal }));
