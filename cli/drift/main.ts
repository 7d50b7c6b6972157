import { processTerminal, runTool } from "../shared/run.ts";
import { driftTool } from "./tool.ts";

process.exitCode = await runTool(() => driftTool(process.argv.slice(2), { terminal: processTerminal }));
