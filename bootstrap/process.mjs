import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** First executable of that name on PATH. */
export function onPath(name, path = process.env.PATH ?? "") {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
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
 * @returns `{ code, output }`: code is undefined when it could not be started or took longer than `timeoutMs`
 */
export function run(file, args, { timeoutMs, onLine, ...options } = {}) {
  return new Promise((resolve) => {
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
    child.once("close", (code) => end(code ?? undefined));
  });
}

/** The end of a long output, which is where the reason stands. */
export function tail(text, lines = 15) {
  return text.split("\n").slice(-lines).join("\n");
}
