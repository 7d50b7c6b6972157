import { spawn } from "node:child_process";
import { constants as access, accessSync, statSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { Interrupted } from "./say.mjs";

/** How a command ends that SIGINT, SIGTERM or SIGHUP stopped, be it by the signal itself or as npm and shells tell of it. */
export const INTERRUPTIONS = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => 128 + constants.signals[signal]);

/** First executable of that name on PATH. */
export function onPath(name, path = process.env.PATH ?? "") {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    try {
      accessSync(file, access.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/**
 * Runs a command quietly.
 *
 * @throws Interrupted when a signal ended it that was meant for us as well: a Ctrl-C reaches the whole process group, and we may
 * hear of the command's end before our own signal
 * @returns `{ code, output }`: code is undefined when it could not be started or took longer than `timeoutMs`
 */
export function run(file, args, { timeoutMs, onLine, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    let output = "";
    const timer = timeoutMs && setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (bytes) => {
        output += bytes;
        for (const line of String(bytes).split("\n")) if (line && onLine) onLine(line);
      });
    }
    const end = (code) => {
      clearTimeout(timer);
      resolve({ code, output: output.trim() });
    };
    child.once("error", (error) => {
      output += error.message;
      end(undefined);
    });
    child.once("close", (code, signal) => {
      const status = signal ? 128 + constants.signals[signal] : code;
      if (!INTERRUPTIONS.includes(status)) return end(code ?? undefined);
      clearTimeout(timer);
      reject(new Interrupted(status));
    });
  });
}

/** The end of a long output, which is where the reason stands. */
export function tail(text, lines = 15) {
  return text.split("\n").slice(-lines).join("\n");
}
