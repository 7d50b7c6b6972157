/**
 * Whether something is there without which a test cannot run. Where `CI` is set, a test that does not run is a failure: else nobody
 * would notice. Elsewhere one line says what is skipped, and how to get it.
 *
 * @param what that is absent: `the official OpenAPI files`
 * @param how to get it: `npm run specs fetches them`
 * @throws where it is absent and `CI` is set
 * @example (needs(findBrowser() !== undefined, "a browser", "…") ? describe : describe.skip)("…", () => { … });
 */
export function needs(isThere: boolean, what: string, how: string, env = process.env): boolean {
  if (isThere) return true;
  const lack = `${what}: ${how}.`;
  if (env.CI) throw new Error(`In CI nothing is skipped, but this machine lacks ${lack}`);
  process.stderr.write(`Skipped for want of ${lack}\n`);
  return false;
}
