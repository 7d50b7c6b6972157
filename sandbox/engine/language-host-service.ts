import { type Server, status } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import { about, getPluginInfo, getProgramDependencies, handshake } from "./language-host-facts.ts";
import { type HostProcess, installDependencies, run, runPlugin } from "./language-host-runs.ts";

/** What both ends of the host's connections take: a stack's state can be large. */
export const UNLIMITED = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** Adds the calls that the engine makes of a language host. */
export function addLanguageHost(server: Server, host: HostProcess): void {
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
    run: run.bind(null, host),
    runPlugin: runPlugin.bind(null, host),
    installDependencies,
    ...refuse("template", "generateProgram", "generateProject", "generatePackage", "pack", "link", "cancel"),
  });
}

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
