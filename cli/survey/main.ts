import { processTerminal, runTool } from "../shared/run.ts";
import { surveyTool } from "./tool.ts";

process.exitCode = await runTool(() => surveyTool(process.argv.slice(2), { terminal: processTerminal }));
