import { Server, ServerCredentials } from "@grpc/grpc-js";
import { addLanguageHost, UNLIMITED } from "../../../sandbox/engine/language-host-service.ts";
import { launcher } from "./launchers.ts";
import type { Job } from "./slots.ts";

/** This project's language host, several at a time: it keeps nothing of a run. It starts the program by a launcher, too. */
export async function serveLanguageHost(job: Job): Promise<"next"> {
  const { env, stdout, stderr } = job;
  const server = new Server(UNLIMITED);
  // Not policy packs: their SDK takes one a process.
  const node = (script: string) => (script === "run" ? launcher("program") : process.execPath);
  addLanguageHost(server, { engine: job.args.at(-1), env, node, stdout, stderr });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, found) =>
      error ? reject(error) : resolve(found),
    ),
  );
  stdout.write(`${port}\n`);
  await job.gone;
  server.forceShutdown();
  await job.end(0);
  return "next";
}
