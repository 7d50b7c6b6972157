/** `node --import` of this: kills the process at what it does to files, at the number KILL_AT of it; of a text half is written then. */
import { writeFileSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

let left = Number(process.env.KILL_AT);
for (const name of ["writeFile", "rename", "chmod", "mkdtemp", "rm"]) {
  const does = files[name];
  files[name] = (...args) => {
    if (left-- > 0) return does(...args);
    if (name === "writeFile") writeFileSync(args[0], args[1].slice(0, args[1].length / 2));
    process.kill(process.pid, "SIGKILL");
  };
}
syncBuiltinESMExports();
