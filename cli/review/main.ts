import { processTerminal, runTool } from "../shared/run.ts";
import { reviewTool } from "./tool.ts";

process.exitCode = await runTool(() => reviewTool(process.argv.slice(2), { terminal: processTerminal }));
