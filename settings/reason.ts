/** The azuread provider shows the whole body of a refusal. */
const LONGEST = 1_000;

/**
 * What a failed look-up says, on one line and without the framing of invokes: "Invocation of azuread:index/getUsers:getUsers returned
 * an error: invoking azuread:index/getUsers:getUsers: 1 error occurred: * …".
 */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const said = message
    .replace(/^(Error: )?invocation of \S+ returned an error: (invoking \S+: )?/i, "")
    .replace(/^\d+ errors? occurred:\s*/, "")
    .split("\n")
    .map((line) => line.trim().replace(/^\* /, ""))
    .filter(Boolean)
    .join(" – ");
  return said.length > LONGEST ? `${said.slice(0, LONGEST)}…` : said;
}
