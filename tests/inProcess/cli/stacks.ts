import { createReadStream } from "node:fs";
import { text } from "node:stream/consumers";
import { mapValues } from "../../../shared/records.ts";
import { INPUT_VARIABLE } from "../../engine/warm/variables.ts";
import { hidden, opened, STACK_TYPE } from "../state.ts";
import type { Snapshot } from "./backend.ts";
import { caller } from "./caller.ts";
import type { Command } from "./commandLine.ts";
import { CliError } from "./errors.ts";
import { backend, fileOf, folder, named, print, printJson } from "./project.ts";
import { decrypted, encrypted, hasSecret, StackFile } from "./stackFile.ts";

/** The commands that run no program. */
export const stacks: Record<string, Command> = {
  async "stack init"(flags, [stack = ""]) {
    if (await backend().exists(stack)) throw new CliError(`stack '${stack}' already exists`);
    const provider = await new StackFile(folder(), stack).begin(
      flags["secrets-provider"] ?? "hashivault://x",
    );
    await backend().write(stack, { secrets_providers: provider, metadata: {} });
    print(`Created stack '${stack}'`);
  },
  async "stack ls"() {
    printJson((await backend().stacks()).map((each) => ({ ...each, current: false })));
  },
  async "stack rm"(flags, [stack = named(flags)]) {
    const { resources = [] } = await backend().read(stack);
    if (resources.length > 0) throw new CliError(`'${stack}' still has resources; removal rejected`);
    await backend().remove(stack);
    if (!flags["preserve-config"]) await new StackFile(folder(), stack).remove();
  },
  async "stack export"(flags) {
    const { configuration: _, ...deployment } = await backend().read(named(flags));
    printJson({ version: 3, deployment });
  },
  async "stack import"(flags) {
    const { configuration } = await backend().read(named(flags));
    const file = caller().env[INPUT_VARIABLE];
    const input = file ? createReadStream(file) : caller().stdin;
    const { deployment } = JSON.parse(await text(input)) as { deployment: Snapshot };
    await backend().write(named(flags), { ...deployment, ...(configuration ? { configuration } : {}) });
    print("Import complete.");
  },
  async "stack output"(flags, [name]) {
    const { resources = [] } = await backend().read(named(flags));
    const stack = resources.find(({ type }) => type === STACK_TYPE) as { outputs?: object } | undefined;
    const outputs = (stack?.outputs ?? {}) as Parameters<typeof opened>[0];
    const shown: Record<string, unknown> = flags["show-secrets"] ? opened(outputs) : hidden(outputs);
    printJson(name === undefined ? shown : shown[name]);
  },
  async "stack tag ls"(flags) {
    await backend().read(named(flags));
    printJson(await backend().tags(named(flags)));
  },
  async "stack tag set"(flags, [name = "", value = ""]) {
    await backend().read(named(flags));
    await backend().setTags(named(flags), { ...(await backend().tags(named(flags))), [name]: value });
  },
  async "stack tag rm"(flags, [name = ""]) {
    const { [name]: _, ...others } = await backend().tags(named(flags));
    await backend().setTags(named(flags), others);
  },
  async cancel(flags) {
    await backend().unlock(named(flags));
    print(`The currently running update for '${named(flags)}' has been canceled!`);
  },
  async config(flags) {
    await backend().read(named(flags));
    const shown = mapValues(await fileOf(flags).config(), (value) => {
      const secret = hasSecret(value);
      if (secret && !flags["show-secrets"]) return { secret };
      const clear = decrypted(value);
      if (typeof clear === "object") return { value: JSON.stringify(clear), objectValue: clear, secret };
      return { value: String(clear), secret };
    });
    printJson(shown);
  },
  async "config set"(flags, [key = "", value = ""]) {
    if (flags.path) throw new CliError("not had in process: config set --path");
    await backend().read(named(flags));
    const config = await fileOf(flags).config();
    await fileOf(flags).setConfig({ ...config, [key]: flags.secret ? encrypted(value) : value });
  },
  async "config cp"(flags) {
    const { dest = "" } = flags;
    for (const each of [named(flags), dest]) await backend().read(each);
    const config = await new StackFile(folder(), named(flags)).config();
    const anew = JSON.parse(JSON.stringify(config), (_, each) =>
      typeof each?.secure === "string" ? encrypted(decrypted(each)) : each,
    );
    await new StackFile(folder(), dest).setConfig(anew);
  },
};
