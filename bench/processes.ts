import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const INTERVAL_MS = 250;

/** Ticks in a second, which Linux shows to programs on every machine. */
const TICKS = 100;

/**
 * Processor seconds that the processes which this one has started, and those that they have started, took until they ended. Unlike
 * the time on the clock they do not depend on what else the machine does.
 */
export function childSeconds(): number {
  try {
    // proc(5): after the name in brackets, fields 16 and 17 are cutime and cstime.
    const fields = readFileSync("/proc/self/stat", "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[13]) + Number(fields[14])) / TICKS;
  } catch {
    return Number.NaN;
  }
}

/**
 * Watches the processes of dynamic providers while `work` runs. Linux only, by `/proc`: elsewhere the peak is NaN.
 *
 * @returns what `work` returns, as soon as it does, and the highest resident set of any of them in bytes
 */
export async function watchProviderMemory<T>(
  work: () => Promise<T>,
): Promise<{ result: T; peakBytes: number }> {
  let peakBytes = Number.NaN;
  const end = new AbortController();
  const watch = async () => {
    while (!end.signal.aborted) {
      const sizes = await Promise.all((await processes()).map(highWaterMark));
      peakBytes =
        Math.max(...sizes.filter(Number.isFinite), Number.isNaN(peakBytes) ? 0 : peakBytes) || Number.NaN;
      await sleep(INTERVAL_MS, undefined, { signal: end.signal }).catch(() => undefined);
    }
  };
  const watcher = watch();
  try {
    const result = await work();
    return { result, peakBytes };
  } finally {
    end.abort();
    await watcher;
  }
}

/** Those that this process has started: others on the machine may run stacks as well. */
async function processes(): Promise<string[]> {
  const all = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = new Map(await Promise.all(all.map(async (pid) => [pid, await parentOf(pid)] as const)));
  const isOurs = (pid: string | undefined): boolean =>
    pid !== undefined && (pid === String(process.pid) || isOurs(parents.get(pid)));
  const providers = await Promise.all(
    all.filter(isOurs).map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
      return command.includes("cmd/dynamic-provider") ? [pid] : [];
    }),
  );
  return providers.flat();
}

async function parentOf(pid: string): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat.split(") ").at(-1)?.split(" ")[1];
}

async function highWaterMark(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes ? Number(kilobytes) * 1024 : Number.NaN;
}
