/** In a process of its own, where the worker's has no place left. */
import { loadModulesAnew } from "../../engine/warm/freshModules.ts";

loadModulesAnew()();
const { pulumi } = await import("./pulumi.ts");
await pulumi(process.argv.slice(2));
