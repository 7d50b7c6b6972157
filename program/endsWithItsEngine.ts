/**
 * A program whose engine and language host were killed has nobody to write to. The SDK (3.270.0, cmd/run) answers each error that nobody
 * catches with a line on stderr, of which the broken pipe makes the next such error: without this the process stays, with one core
 * busy and more memory each minute.
 */
export function endsWithItsEngine({ code }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") process.exit(1);
}

// Where a process runs several programs, as tests do, once.
for (const stream of [process.stdout, process.stderr])
  if (!stream.listeners("error").some(({ name }) => name === endsWithItsEngine.name))
    stream.on("error", endsWithItsEngine);
