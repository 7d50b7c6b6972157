import { connect } from "node:http2";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type { Plugin } from "./plugin.ts";
import { providerService } from "./service.ts";

/**
 * Serves the plugin on a free port of the loopback interface and prints the port: all that the engine asks of a plugin's
 * executable. Ends when the engine does.
 *
 * @param engine `host:port` of the engine, the executable's argument
 */
export function serve<Context>(plugin: Plugin<Context>, engine = process.argv.at(2)): void {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(services.ResourceProviderService, providerService(plugin));
  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) throw error;
    process.stdout.write(`${port}\n`);
  });
  // A Ctrl-C in the terminal does not get here, plugins have a process group of their own. It is the engine, when all is done: it
  // ends each plugin with SIGINT and waits 5 seconds for one that stays (sdk/go/common/util/cmdutil/term.go).
  process.on("SIGINT", () => process.exit(0));
  if (engine?.includes(":")) endWith(engine);
}

/** An idle HTTP/2 connection ends with the process at its other end, however that one dies. */
function endWith(engine: string): void {
  const session = connect(`http://${engine}`);
  session.on("error", () => {});
  session.on("close", () => process.exit(0));
}
