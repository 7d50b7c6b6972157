import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import type {
  AboutRequest,
  AboutResponse,
  GetProgramDependenciesRequest,
  GetProgramDependenciesResponse,
  LanguageHandshakeResponse,
} from "@pulumi/pulumi/proto/language_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";

interface Manifest {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

export function handshake(_call: unknown, done: sendUnaryData<LanguageHandshakeResponse>): void {
  done(null, new messages.LanguageHandshakeResponse());
}

export function getPluginInfo(_call: unknown, done: sendUnaryData<PluginInfo>): void {
  const info = new pluginMessages.PluginInfo();
  info.setVersion(
    (createRequire(import.meta.url)("@pulumi/pulumi/package.json") as { version: string }).version,
  );
  done(null, info);
}

export function about(
  _call: ServerUnaryCall<AboutRequest, AboutResponse>,
  done: sendUnaryData<AboutResponse>,
): void {
  const answer = new messages.AboutResponse();
  answer.setExecutable(process.execPath);
  answer.setVersion(process.version);
  done(null, answer);
}

/** The program's direct dependencies with the versions that are installed; `pulumi about` prints them. */
export function getProgramDependencies(
  call: ServerUnaryCall<GetProgramDependenciesRequest, GetProgramDependenciesResponse>,
  done: sendUnaryData<GetProgramDependenciesResponse>,
): void {
  const folder = call.request.getInfo()?.getProgramDirectory() ?? process.cwd();
  listDependencies(folder).then(
    (list) => {
      const answer = new messages.GetProgramDependenciesResponse();
      answer.setDependenciesList(list);
      done(null, answer);
    },
    (error: Error) => done(error),
  );
}

async function listDependencies(folder: string) {
  const manifest = await readManifest(folder);
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return Promise.all(
    names.map(async (name) => {
      const dependency = new messages.DependencyInfo();
      dependency.setName(name);
      dependency.setVersion(
        (await readManifest(join(folder, "node_modules", name))).version ?? "not installed",
      );
      return dependency;
    }),
  );
}

async function readManifest(folder: string): Promise<Manifest> {
  try {
    return JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as Manifest;
  } catch {
    return {};
  }
}
