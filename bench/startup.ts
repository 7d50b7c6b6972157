import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { credentials } from "@grpc/grpc-js";
import providerServices from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { providerText } from "../providers/choreo/resource/providerText.ts";
import { floorText } from "./providers/floorText.ts";

const require = createRequire(import.meta.url);
const dynamicProvider = require.resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js");

/**
 * Starts the process that the engine starts for dynamic resources and asks it one `check`, as the first resource of a preview does.
 *
 * @param inputs the resource's inputs with its `__provider`
 * @returns seconds from spawn to the answer
 */
export async function firstAnswer(inputs: Record<string, unknown>, cwd: string): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [dynamicProvider, "127.0.0.1:1"], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [port] = await once(child.stdout, "data");
    const client = new providerServices.ResourceProviderClient(
      `127.0.0.1:${String(port).trim()}`,
      credentials.createInsecure(),
    );
    await call(client, "configure", configureRequest());
    await call(client, "check", checkRequest(inputs));
    client.close();
    return (performance.now() - started) / 1000;
  } finally {
    child.kill("SIGKILL");
  }
}

function configureRequest() {
  const request = new providerMessages.ConfigureRequest();
  request.setArgs(structs.Struct.fromJavaScript({}));
  return request;
}

function checkRequest(inputs: Record<string, unknown>) {
  const request = new providerMessages.CheckRequest();
  request.setOlds(structs.Struct.fromJavaScript({}));
  request.setNews(structs.Struct.fromJavaScript(inputs as Record<string, structs.JavaScriptValue>));
  return request;
}

type Call = (request: unknown, callback: (error: Error | null, answer: unknown) => void) => void;

function call(
  client: InstanceType<typeof providerServices.ResourceProviderClient>,
  method: string,
  request: unknown,
) {
  return new Promise((resolve, reject) => {
    const run = (client as unknown as Record<string, Call>)[method] as Call;
    run.call(client, request, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}

/** Seconds to the first answer of the provider process, one entry a round. */
export interface StartReadings {
  ours: number[];
  /** A dynamic provider that does nothing, in the same form. */
  empty: number[];
}

export async function providerStart(rounds: number): Promise<StartReadings> {
  const folder = import.meta.dirname;
  const ours = { __provider: providerText("Application"), name: "storefront" };
  const empty = { __provider: floorText, name: "storefront" };
  const readings: StartReadings = { ours: [], empty: [] };
  for (let round = 0; round < Math.max(rounds, 3) + 1; round++) {
    const one = { ours: await firstAnswer(ours, folder), empty: await firstAnswer(empty, folder) };
    // The first pair reads everything from the disk.
    if (round === 0) continue;
    readings.ours.push(one.ours);
    readings.empty.push(one.empty);
  }
  return readings;
}
