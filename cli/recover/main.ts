import { processTerminal, runTool } from "../shared/run.ts";
import { recoverTool } from "./tool.ts";

process.exitCode = await runTool(() => recoverTool(process.argv.slice(2), { terminal: processTerminal }));
