import { processTerminal, runTool } from "../shared/run.ts";
import { githubTool } from "./tool.ts";

process.exitCode = await runTool(() => githubTool(process.argv.slice(2), { terminal: processTerminal }));
