import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";

type Config = Record<string, unknown>;

/** `Pulumi.<stack>.yaml`. Its secrets are only encoded: what encrypts is the engine's own, and so are the tests about it. */
export class StackFile {
  readonly #file: string;

  constructor(folder: string, stack: string, elsewhere?: string) {
    this.#file = elsewhere ?? join(folder, `Pulumi.${stack}.yaml`);
  }

  async #read(): Promise<{ config?: Config; [header: string]: unknown }> {
    return parse(await readFile(this.#file, "utf8").catch(() => "{}")) ?? {};
  }

  async config(): Promise<Config> {
    return (await this.#read()).config ?? {};
  }

  async setConfig(config: Config): Promise<void> {
    await writeFile(this.#file, stringify({ ...(await this.#read()), config }));
  }

  /** Begins it with a key of that service. @returns how the state says it */
  async begin(url: string) {
    const encryptedkey = randomBytes(32).toString("base64");
    await writeFile(this.#file, stringify({ ...(await this.#read()), secretsprovider: url, encryptedkey }));
    return { type: "cloud", state: { url, encryptedkey } };
  }

  async remove(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

export const encrypted = (text: string) => ({
  secure: `v1:${randomBytes(9).toString("base64")}:${Buffer.from(text).toString("base64")}`,
});

const isSecret = (value: unknown): value is { secure: string } =>
  typeof value === "object" && value !== null && typeof (value as { secure?: unknown }).secure === "string";

export function hasSecret(value: unknown): boolean {
  return (
    isSecret(value) || (typeof value === "object" && value !== null && Object.values(value).some(hasSecret))
  );
}

/** With its secrets in clear. */
export function decrypted<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, each) =>
    isSecret(each) ? Buffer.from(each.secure.split(":").at(-1) ?? "", "base64").toString() : each,
  ) as T;
}
