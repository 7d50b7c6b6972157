import { processTerminal, runTool } from "../shared/run.ts";
import { openapiCheckTool } from "./tool.ts";

process.exitCode = await runTool(() =>
  openapiCheckTool(process.argv.slice(2), { terminal: processTerminal }),
);
