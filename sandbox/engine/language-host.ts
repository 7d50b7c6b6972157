/**
 * Stand-in for `pulumi-language-nodejs`, used only with a CLI that was built from its Go module: that module has no Node.js
 * language host, and the official one comes with the downloads that such a machine cannot reach. It answers the calls that
 * `pulumi up | preview | refresh | destroy | about | install` and `--policy-pack` make; the work is done by the scripts that
 * ship inside the npm package `@pulumi/pulumi`, as with the official host.
 *
 * Protocol: `proto/pulumi/language.proto` of pulumi/pulumi; the first line on stdout is the port.
 */
import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import { about, getPluginInfo, getProgramDependencies, handshake } from "./language-host-facts.ts";
import { installDependencies, run, runPlugin } from "./language-host-runs.ts";

const PARENT_CHECK_MS = 1_000;

const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(services.LanguageRuntimeService, {
  handshake,
  about,
  getPluginInfo,
  getProgramDependencies,
  // Empty: the SDK of each resource says which plugin version it needs when it registers, and the engine looks it up then.
  getRequiredPackages: (_call: unknown, done: (error: null, answer: unknown) => void) =>
    done(null, new messages.GetRequiredPackagesResponse()),
  getRequiredPlugins: (_call: unknown, done: (error: null, answer: unknown) => void) =>
    done(null, new messages.GetRequiredPluginsResponse()),
  runtimeOptionsPrompts: (_call: unknown, done: (error: null, answer: unknown) => void) =>
    done(null, new messages.RuntimeOptionsResponse()),
  run,
  runPlugin,
  installDependencies,
  ...refuse("template", "generateProgram", "generateProject", "generatePackage", "pack", "link", "cancel"),
});

function refuse(...calls: string[]) {
  return Object.fromEntries(
    calls.map((call) => [
      call,
      (_call: unknown, done: (error: { code: number; details: string }) => void) =>
        done({
          code: status.UNIMPLEMENTED,
          details: `${call}: this language host only runs programs; install the official Pulumi CLI for the rest`,
        }),
    ]),
  );
}

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
