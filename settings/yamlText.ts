import { CORE_SCHEMA, load, Type, YAMLException } from "js-yaml";

/** https://yaml.org/type/merge.html; js-yaml has it in no schema without timestamps. */
const merge = new Type("tag:yaml.org,2002:merge", { kind: "scalar", resolve: (key) => key === "<<" });
const SCHEMA = CORE_SCHEMA.extend({ implicit: [merge] });

/** Text that is no YAML: `line 12, column 3: bad indentation of a mapping entry`. */
export class YamlError extends Error {}

/**
 * Reads YAML, and so JSON. By the core schema there are no timestamps: an example such as `2019-02-31T23:59:60Z`, a date that does
 * not exist, stays the text that it is. js-yaml 4 takes, as WSO2's own reader does, quoted texts whose continuation lines are
 * indented too little; WSO2's Publisher API has 88 of them, which stricter readers (`yaml`, js-yaml 5) refuse. Merge keys (`<<`) are
 * merged, as in Pulumi's own stack files: unmerged, an operation would lose its `security`.
 *
 * @throws YamlError
 */
export function readYaml(text: string): unknown {
  try {
    const value = load(text, { schema: SCHEMA });
    if (holdsItself(value)) throw new YamlError("an alias (*) stands within what it names (&)");
    return value;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const { line, column } = error.mark ?? { line: 0, column: 0 };
    throw new YamlError(`line ${line + 1}, column ${column + 1}: ${error.reason}`);
  }
}

/** YAML can say so, and whoever walks through it would never end. */
function holdsItself(value: unknown, above = new Set(), done = new Set()): boolean {
  if (typeof value !== "object" || value === null || done.has(value)) return false;
  if (above.has(value)) return true;
  above.add(value);
  const found = Object.values(value).some((each) => holdsItself(each, above, done));
  above.delete(value);
  done.add(value);
  return found;
}
