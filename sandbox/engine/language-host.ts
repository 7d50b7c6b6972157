/**
 * Stand-in for `pulumi-language-nodejs`, used only with a CLI that was built from its Go module: that module has no Node.js
 * language host, and the official one comes with the downloads that such a machine cannot reach. It answers the calls that
 * `pulumi up | preview | refresh | destroy | about | install` and `--policy-pack` make; the work is done by the scripts that
 * ship inside the npm package `@pulumi/pulumi`, as with the official host.
 *
 * Protocol: `proto/pulumi/language.proto` of pulumi/pulumi; the first line on stdout is the port.
 */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { addLanguageHost, UNLIMITED } from "./language-host-service.ts";

const PARENT_CHECK_MS = 1_000;

const server = new Server(UNLIMITED);
addLanguageHost(server, {
  engine: process.argv.at(-1),
  env: process.env,
  node: () => process.execPath,
  stdout: process.stdout,
  stderr: process.stderr,
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

// The engine ends its plugins with SIGINT and waits 5 seconds for each that stays; plugins have a process group of their own,
// so a Ctrl-C in the terminal does not get here (sdk/go/common/util/cmdutil/child_unix.go). When the engine is gone, so is
// the reason to run.
process.on("SIGINT", () => process.exit(0));
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, PARENT_CHECK_MS).unref();
