import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Writable } from "node:stream";
import type { ServerUnaryCall, ServerWritableStream, sendUnaryData } from "@grpc/grpc-js";
import type {
  InstallDependenciesRequest,
  InstallDependenciesResponse,
  ProgramInfo,
  RunPluginRequest,
  RunPluginResponse,
  RunRequest,
  RunResponse,
} from "@pulumi/pulumi/proto/language_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";

/** The program has already told the user what went wrong (`cmd/run/index.js` of `@pulumi/pulumi`). */
const EXIT_ALREADY_REPORTED = 32;

type Script = "run" | "run-plugin" | "run-policy-pack";

/** Where the host's children come from and what they are given. */
export interface HostProcess {
  /** `host:port` of the engine, the host's last argument. */
  engine: string | undefined;
  env: NodeJS.ProcessEnv;
  /** What starts one of the SDK's scripts; takes Node.js's arguments. */
  node(script: Script): string;
  /** The host's own streams; the engine shows what it writes there as the program's output. */
  stdout: Writable;
  stderr: Writable;
}

/** Runs the user's program once, with the flags that `@pulumi/pulumi/cmd/run` parses. */
export function run(
  host: HostProcess,
  call: ServerUnaryCall<RunRequest, RunResponse>,
  done: sendUnaryData<RunResponse>,
): void {
  const request = call.request;
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() ?? request.getPwd();
  const options = runtimeOptions(info);
  const flags = {
    monitor: request.getMonitorAddress(),
    engine: host.engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info?.getRootDirectory(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: request.getParallel() || undefined,
  };
  const args = [
    ...options.nodeArgs,
    script("run", folder),
    ...Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}=${value}`] : [])),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || request.getProgram() || ".",
    ...request.getArgsList(),
  ];
  const child = spawn(host.node("run"), args, {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...host.env,
      PULUMI_NODEJS_TYPESCRIPT: String(options.typescript),
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toObject(false))),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
  child.stdout.pipe(host.stdout, { end: false });
  child.stderr.pipe(host.stderr, { end: false });
  call.on("cancelled", () => child.kill());
  const answer = new messages.RunResponse();
  child.once("error", (error) => done(error));
  child.once("close", (code, signal) => {
    if (code === EXIT_ALREADY_REPORTED) answer.setBail(true);
    else if (code !== 0) answer.setError(`the program ended with ${signal ?? `exit code ${code}`}`);
    done(null, answer);
  });
}

/** Runs a policy pack (`analyzer`) or a provider written in Node.js (`resource`) and streams what it writes. */
export function runPlugin(
  host: HostProcess,
  call: ServerWritableStream<RunPluginRequest, RunPluginResponse>,
): void {
  const request = call.request;
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() ?? request.getProgram();
  const runner = request.getKind() === "analyzer" ? "run-policy-pack" : "run-plugin";
  const args = [
    ...runtimeOptions(info).nodeArgs,
    script(runner, folder),
    ...(runner === "run-policy-pack"
      ? [...request.getArgsList(), folder]
      : [folder, ...request.getArgsList()]),
  ];
  const child = spawn(host.node(runner), args, {
    cwd: request.getPwd() || folder,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...host.env, ...parseEnv(request.getEnvList()) },
  });
  stream(child, call, messages.RunPluginResponse, (code) => {
    const last = new messages.RunPluginResponse();
    last.setExitcode(code);
    call.write(last);
    call.end();
  });
}

/** `pulumi install` in a folder: what the lockfile says, else what package.json says. */
export function installDependencies(
  call: ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>,
): void {
  const folder = call.request.getInfo()?.getProgramDirectory() ?? call.request.getDirectory();
  const child = spawn("npm", ["install", "--no-fund", "--no-audit"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  stream(child, call, messages.InstallDependenciesResponse, (code) =>
    code === 0
      ? call.end()
      : call.destroy(new Error(`npm install in ${folder} ended with exit code ${code}`)),
  );
}

interface OutputMessage {
  setStdout(bytes: Uint8Array): unknown;
  setStderr(bytes: Uint8Array): unknown;
}

/** Sends what a process writes, piece by piece, until it ends; ends it when the engine loses interest. */
function stream<Message extends OutputMessage>(
  child: ChildProcess,
  call: ServerWritableStream<unknown, Message>,
  MessageType: new () => Message,
  onEnd: (exitCode: number) => void,
): void {
  const write = (set: "setStdout" | "setStderr") => (bytes: Uint8Array) => {
    const message = new MessageType();
    message[set](bytes);
    call.write(message);
  };
  call.on("cancelled", () => child.kill());
  child.stdout?.on("data", write("setStdout"));
  child.stderr?.on("data", write("setStderr"));
  child.once("error", (error) => write("setStderr")(Buffer.from(`${error.message}\n`)));
  child.once("close", (code) => onEnd(code ?? 1));
}

/** Resolves from the program's own node_modules, so that the SDK version of the program is the one that runs it. */
function script(name: Script, folder: string): string {
  return createRequire(join(folder, "package.json")).resolve(`@pulumi/pulumi/cmd/${name}`);
}

function runtimeOptions(info: ProgramInfo | undefined): { typescript: boolean; nodeArgs: string[] } {
  const options = (info?.getOptions()?.toJavaScript() ?? {}) as { typescript?: boolean; nodeargs?: string };
  return {
    typescript: options.typescript ?? true,
    nodeArgs: options.nodeargs?.split(" ").filter(Boolean) ?? [],
  };
}

function parseEnv(list: string[]): Record<string, string> {
  return Object.fromEntries(
    list.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}
