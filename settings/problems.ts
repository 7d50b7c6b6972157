/** Property names and list positions, from the key of the configuration down. */
export type ConfigPath = readonly (string | number)[];

/** One thing that is wrong with the configuration of a stack. */
export interface Problem {
  path: ConfigPath;
  /** What is wrong and what is allowed, one sentence or two. */
  message: string;
}

/** Everything that is wrong with the configuration, in one error whose message is meant for people. */
export class SettingsError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], where: (problem: Problem) => string = () => "") {
    const unique = [...new Map(problems.map((problem) => [line(problem, where), problem])).entries()];
    const count = unique.length === 1 ? "1 problem" : `${unique.length} problems`;
    super(
      `${count} in the configuration; nothing was changed.\n${unique.map(([text]) => `  - ${text}`).join("\n")}`,
    );
    this.name = "SettingsError";
    this.problems = unique.map(([, problem]) => problem);
  }
}

function line(problem: Problem, where: (problem: Problem) => string): string {
  return `${formatPath(problem.path)}${where(problem)}: ${problem.message}`;
}

/**
 * @example `formatPath(["apis", "books", "operations", "POST /books", 0])` is
 * `choreo-azuread:apis.books.operations["POST /books"][0]`
 */
export function formatPath([key, ...rest]: ConfigPath): string {
  const tail = rest.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  const head =
    key === undefined ? "choreo-azuread" : String(key).includes(":") ? String(key) : `choreo-azuread:${key}`;
  return head + tail.join("");
}

/** What was found, short enough for one line. */
export function formatFound(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string") return JSON.stringify(shorten(value));
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return `the ${typeof value} ${value}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
