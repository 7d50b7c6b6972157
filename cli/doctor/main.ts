import { processTerminal, runTool } from "../shared/run.ts";
import { doctorTool } from "./tool.ts";

process.exitCode = await runTool(() => doctorTool(process.argv.slice(2), { terminal: processTerminal }));
