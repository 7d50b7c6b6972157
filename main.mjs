/**
 * What Pulumi runs. Plain JavaScript, so that a Node.js which cannot run TypeScript can still say so: `index.ts` is the program, and
 * without this file the whole answer would be ERR_UNKNOWN_FILE_EXTENSION. By default Node.js runs it from 22.18 and 23.6 on.
 */
import pulumi from "@pulumi/pulumi";

if (!process.features.typescript) {
  throw new pulumi.RunError(
    `Node.js ${process.versions.node} cannot run this program, which is TypeScript: put Node.js 22.18 or newer first on the PATH, or run "npm run pulumi -- …", which brings its own.`,
  );
}

/** The stack outputs: all exports of the program. */
export default { ...(await import("./index.ts")) };
