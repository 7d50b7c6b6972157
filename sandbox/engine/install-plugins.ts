/** What the bootstrap runs once: puts the provider plugins into the sandbox's Pulumi home and says which. */

import { installPlugins } from "../plugins/install.ts";
import { pulumiHome } from "./folders.ts";

for (const { name, version, used } of await installPlugins(pulumiHome)) {
  const which =
    used === "stand-in" ? "this project's stand-in, which talks to the sandbox only" : used.published;
  console.log(`${name} ${version}: ${which}`);
}
