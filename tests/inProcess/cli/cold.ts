/** In a process of its own, where no warm one is free. */
import { loadModulesAnew } from "../../engine/warm/freshModules.ts";

loadModulesAnew()();
await import("./main.ts");
