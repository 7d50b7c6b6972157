import { onOneLine } from "./oddText.ts";
import { readYaml, YamlError } from "./yamlText.ts";

export type ReadText = (path: string) => string;

/** A file that the settings name and that cannot be used, told with its name and, where there is one, the line. */
export class DocumentError extends Error {
  constructor(message: string) {
    super(onOneLine(message));
  }
}

/**
 * Reads a YAML or JSON file.
 *
 * @throws DocumentError when it does not exist, cannot be read or does not parse
 */
export function readYamlFile(path: string, readText: ReadText): unknown {
  try {
    return readYaml(readText(path));
  } catch (error) {
    if (error instanceof YamlError) throw new DocumentError(`${path} does not parse, ${error.message}`);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DocumentError(
      code === "ENOENT" ? `${path} does not exist` : `${path} cannot be read: ${message}`,
    );
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
