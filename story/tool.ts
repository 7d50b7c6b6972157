import { Command, InvalidArgumentError, Option } from "commander";
import { CliError, exitCodes } from "../cli/shared/errors.ts";
import { noFolder } from "../cli/shared/files.ts";
import { speakThrough, type Terminal } from "../cli/shared/run.ts";
import { unknownName } from "../cli/shared/unknownName.ts";
import { PortUnusable } from "../sandbox/kit/emulator.ts";
import type { ServeOptions } from "../sandbox/serve.ts";
import type { StoryOptions } from "./index.ts";

// What a command needs is loaded by it: a mistake in the options is told without, in a quarter of the time.

const HIGHEST_PORT = 65_535;
const PORTS = 4;

function portBase(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT - PORTS + 1) {
    throw new InvalidArgumentError(
      `allowed are 1 to ${HIGHEST_PORT - PORTS + 1}; ${PORTS} ports from there are used`,
    );
  }
  return port;
}

const portOption = () =>
  new Option("--port-base <port>", "first of four consecutive ports (default: free ones)").argParser(
    portBase,
  );
const flavourOption = () =>
  new Option("--flavour <flavour>", "what the control plane plays")
    .choices(["choreo", "apim"])
    .default("choreo");

/**
 * `npm run sandbox -- …`: the story, or the emulators alone.
 *
 * @returns `exitCodes.refused` where something of the story was not as it should be
 */
export async function sandboxTool(args: string[], { terminal }: { terminal: Terminal }): Promise<number> {
  let code: number = exitCodes.ok;
  const program = new Command("sandbox").description(
    "The whole guide on this machine: emulators of Entra ID and Choreo, and the same Pulumi program as in production.",
  );

  program
    .command("story", { isDefault: true })
    .description(
      "preview, up, sign in and call the API, drift, repair, destroy; then a table of what was checked",
    )
    .option("--keep", "leave everything up afterwards, to play with")
    .addOption(
      new Option(
        "--story <name>",
        "guide: from nothing and back; import: what was made by hand on its way into a stack (Choreo only)",
      )
        .choices(["guide", "import"])
        .default("guide"),
    )
    .addOption(portOption())
    .addOption(flavourOption())
    .addOption(
      new Option(
        "--permissions-in-choreo",
        "the component of the API books brings its permissions (Choreo only)",
      ),
    )
    .addOption(new Option("--make-identity-provider", "the stack makes its identity provider (Choreo only)"))
    .action(async ({ keep = false, ...where }: Partial<StoryOptions> & Pick<StoryOptions, "flavour">) => {
      if (
        where.story === "import" &&
        (keep || where.flavour === "apim" || where.permissionsInChoreo || where.makeIdentityProvider)
      )
        throw new CliError(
          "usage",
          "--story import goes with --flavour choreo, without --keep and the guide's own options.",
        );
      if (where.flavour === "apim" && (where.permissionsInChoreo || where.makeIdentityProvider))
        throw new CliError(
          "usage",
          "--permissions-in-choreo and --make-identity-provider are for --flavour choreo.",
        );
      const { tellStory } = await import("./index.ts");
      if (!(await tellStory({ keep, ...where }))) code = exitCodes.refused;
    });

  program
    .command("serve")
    .description("the emulators alone, until Ctrl-C")
    .option(
      "--env-file <path>",
      "write the environment that a Pulumi run needs, as KEY=value lines",
      noFolder,
    )
    .addOption(
      new Option(
        "--hand-made",
        "with APIs, registrations and clients in them as people make them by hand, some of them broken (Choreo only)",
      ).conflicts("flavour"),
    )
    .addOption(portOption())
    .addOption(flavourOption())
    .action(async (options: ServeOptions) => {
      const { serve } = await import("../sandbox/serve.ts");
      await serve(options);
    });

  program
    .command("meddle")
    .description(
      "in another terminal than serve: changes by hand, on both sides, what a stack keeps; drift tells what",
    )
    .requiredOption("--stack <name>", "deployed in the sandbox whose variables are set")
    .action(async ({ stack }: { stack: string }) => {
      const { meddle } = await import("./byHand.ts");
      for (const line of await meddle({ stack })) terminal.out(line);
    });

  program.addHelpText("after", () =>
    program.commands.map((command) => `\nsandbox ${command.name()}: ${command.helpInformation()}`).join(""),
  );

  const [word = ""] = args;
  const names = [...program.commands.map((command) => command.name()), "help"];
  // To commander, which has a default command, it would be an argument of that.
  if (/^\w/.test(word) && !names.includes(word)) throw unknownName("command", word, names, "The sandbox");
  try {
    await speakThrough(terminal, program).parseAsync(args, { from: "user" });
  } catch (error) {
    throw error instanceof PortUnusable ? new CliError("machine", error.message) : error;
  }
  return code;
}
