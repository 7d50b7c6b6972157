/** What an answer that says no tells, whoever wrote it: the API, a gateway in front of it, or what stands before that. */
export interface ErrorBody {
  /** Six digits of API Manager, where the body has one. */
  code: number | undefined;
  /** Empty where the body has no words. */
  words: string;
}

const LONGEST = 500;

/**
 * Members that hold words, in the order in which they are said: WSO2's `Error` schema (`message`, `description`), Choreo Connect
 * (`error_message`, `error_description`), OAuth (RFC 6749 section 5.2, RFC 6750: `error`), problem details (RFC 9457: `title`, `detail`).
 */
const WORDS = ["message", "error_message", "title", "description", "error_description", "detail"];
/** Members that hold such an object again, a list of them, or a word. The Synapse gateway wraps its own in `fault`. */
const NESTED = ["error", "errors", "fault"];

/**
 * Reads the body of a refusal.
 *
 * @param data the body as text
 * @returns undefined where it is no JSON object
 * @example readErrorBody('{"error":"invalid_token"}') // { code: undefined, words: "invalid_token" }
 */
export function readErrorBody(data: unknown): ErrorBody | undefined {
  let body: unknown;
  try {
    body = JSON.parse(String(data));
  } catch {
    return undefined;
  }
  if (!isObject(body)) return undefined;
  const words = [...new Set(wordsOf(body))].join(": ");
  return {
    code: codeOf(body),
    words: words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words,
  };
}

function wordsOf(value: unknown): string[] {
  if (typeof value === "string") return value.trim() ? [value.trim()] : [];
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (!isObject(value)) return [];
  const own = WORDS.flatMap((name) => (typeof value[name] === "string" ? wordsOf(value[name]) : []));
  return [...own, ...NESTED.flatMap((name) => wordsOf(value[name]))];
}

function codeOf(body: Record<string, unknown>): number | undefined {
  const own = Number(body.code) || undefined;
  return (
    own ??
    NESTED.map((name) => body[name])
      .filter(isObject)
      .map(codeOf)
      .find(Boolean)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
