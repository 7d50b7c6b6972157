import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BOOTSTRAP = fileURLToPath(new URL("../../bootstrap", import.meta.url));

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** A tiny checkout with the real bootstrap, whose packages are in place, on a machine that has only what a test puts there. */
export class Checkout {
  readonly folder: string;
  /** Executables that the machine has; first and only on PATH, besides the shell's own tools. */
  readonly bin: string;
  readonly cache: string;

  private constructor(folder: string) {
    this.folder = join(folder, "checkout");
    this.bin = join(folder, "bin");
    this.cache = join(folder, "cache");
  }

  static async make(): Promise<Checkout> {
    const checkout = new Checkout(await mkdtemp(join(tmpdir(), "bootstrap-")));
    await mkdir(checkout.bin);
    await cp(BOOTSTRAP, join(checkout.folder, "bootstrap"), { recursive: true });
    await checkout.write("package-lock.json", lockfile({ left: "1.0.0" }));
    await checkout.write("node_modules/.package-lock.json", lockfile({ left: "1.0.0" }));
    await checkout.write("sandbox/plugins/install.ts", "export {};");
    await checkout.write("sandbox/engine/install-plugins.ts", 'console.log("random 1.2.3: stand-in");');
    await mkdir(join(checkout.folder, "node_modules", ".bin"), { recursive: true });
    await symlink(process.execPath, join(checkout.folder, "node_modules", ".bin", "node"));
    await symlink(process.execPath, join(checkout.bin, "node"));
    for (const tool of ["sh", "dirname", "mkdir", "chmod", "cat", "sleep", "touch"]) {
      await symlink(await which(tool), join(checkout.bin, tool));
    }
    return checkout;
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(file, text);
  }

  /** Puts a shell script on the machine's PATH. */
  async tool(name: string, script: string): Promise<void> {
    const file = join(this.bin, name);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }

  /** `node bootstrap/main.mjs …` */
  run(args: string[] = [], env: Record<string, string> = {}): Promise<Outcome> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(this.folder, "bootstrap", "main.mjs"), ...args],
        { cwd: this.folder, env: { ...this.env(), ...env } },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  env(): Record<string, string> {
    return { PATH: this.bin, HOME: this.folder, XDG_CACHE_HOME: this.cache };
  }

  remove(): Promise<void> {
    return rm(join(this.folder, ".."), { recursive: true, force: true });
  }
}

/** A lockfile with the sandbox as a workspace. */
export function lockfile(packages: Record<string, string>): string {
  const entries = Object.entries(packages).map(([name, version]) => [`node_modules/${name}`, { version }]);
  return JSON.stringify({
    packages: { "": {}, ...Object.fromEntries(entries), sandbox: { version: "1.0.0" } },
  });
}

function which(tool: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("sh", ["-c", `command -v ${tool}`], (error, stdout) =>
      error ? reject(error) : resolve(stdout.trim()),
    );
  });
}
