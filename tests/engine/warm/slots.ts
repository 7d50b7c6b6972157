import { constants, open, openSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import { execa } from "execa";

/** One start of a process that a launcher hands over instead of starting it. */
export interface Job {
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** What the launcher writes on. */
  stdout: Writable;
  stderr: Writable;
  /** Resolves when the launcher is gone: whoever started it has ended it, or has got its exit code. */
  gone: Promise<void>;
  /** Ends the launcher with this exit code. */
  end(exitCode: number): Promise<void>;
}

/**
 * A place where a launcher leaves a job, a folder: `job`, made by the launcher, is the lock; a line written to `bell` says that all is
 * there. The jobs of one slot come one after the other.
 *
 * @param folder absent until the slot is ready, so that a launcher that sees it can use it
 * @param ready called when a launcher can use it
 * @returns resolves when `work` says that this was the last job
 */
export async function serveSlot(
  folder: string,
  work: (job: Job) => Promise<"next" | "last">,
  ready?: () => void,
): Promise<void> {
  const half = `${folder}.half`;
  await mkdir(half, { recursive: true });
  await execa("mkfifo", [join(half, "bell")]);
  // Also open for writing, by which the reading end never sees the last writer go.
  const bell = new Socket({ fd: openSync(join(half, "bell"), "r+"), readable: true, writable: false });
  await rename(half, folder);
  if (ready) {
    // Of a process with other things to do.
    bell.unref();
    ready();
  }
  const place = join(folder, "job");
  for await (const _ of bell) {
    const next = await work(await take(place));
    if (next === "last") {
      await rm(folder, { recursive: true });
      return;
    }
    await rm(place, { recursive: true });
  }
}

async function take(place: string): Promise<Job> {
  const [cwd = "", ...args] = words(await readFile(join(place, "args"), "utf8"));
  const env = Object.fromEntries(
    words(await readFile(join(place, "env"), "utf8")).map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const stderr = await writer(join(place, "err"));
  const gone = ended(join(place, "alive"));
  const stdout = await writer(join(place, "out"));
  return {
    args,
    cwd,
    env,
    stdout,
    stderr,
    gone,
    async end(exitCode) {
      await writeFile(join(place, "code"), `${exitCode}\n`);
      await Promise.all([stdout, stderr].map((stream) => new Promise<void>((done) => stream.end(done))));
    },
  };
}

const words = (text: string) => text.split("\0").slice(0, -1);

async function writer(fifo: string): Promise<Writable> {
  const fd = await promisify(open)(fifo, "w");
  const socket = new Socket({ fd, readable: false, writable: true });
  socket.on("error", () => undefined);
  socket.unref();
  return socket;
}

/** The launcher holds the other end of this pipe, since before it rang, and writes nothing. A thread that reads it would wait as long. */
function ended(fifo: string): Promise<void> {
  const fd = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Promise((resolve) => {
    new Socket({ fd, readable: true, writable: false })
      .on("close", () => resolve())
      .on("error", () => resolve())
      .resume();
  });
}
