import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import { CliError, reasonOf } from "../shared/errors.ts";

type StackFile = Record<string, unknown> & { config?: Record<string, unknown> | null };

/**
 * What a pull request may propose for a protected stack. Not among them, because they say where credentials are sent or how secrets
 * are encrypted: `choreo` (the control plane's addresses), what configures other providers, and the head of the file.
 */
const PROPOSABLE = ["apis", "clients", "deployer", "environment", "extends", "keyType", "protect"].map(
  (key) => `choreo-azuread:${key}`,
);

/**
 * The stack's file of the base branch with what a pull request may propose in its place.
 *
 * @param base text of the file at the base branch
 * @param proposed text of the file at the pull request
 * @returns the new text, and what the pull request changes besides, as names
 * @throws CliError (untrusted) for a proposal that is no YAML or holds encrypted values
 */
export function withProposal(base: string, proposed: string): { text: string; notTaken: string[] } {
  const ours = (parse(base) ?? {}) as StackFile;
  const theirs = readProposal(proposed);
  const [ourConfig, theirConfig] = [ours.config ?? {}, theirs.config ?? {}];
  const isProposable = (key: string) => PROPOSABLE.includes(key);
  const secret = PROPOSABLE.find((key) => holdsSecret(theirConfig[key]));
  // A copy of the ciphertext of some other secret would be decrypted, and shown where it was put.
  if (secret)
    throw new CliError(
      "untrusted",
      `The pull request has an encrypted value under ${secret}: it is not decrypted for a preview.`,
      "No setting but choreo-azuread:choreoCredentials is secret. Write it in clear.",
    );
  const config = Object.fromEntries([
    ...Object.entries(ourConfig).filter(([key]) => !isProposable(key)),
    ...Object.entries(theirConfig).filter(([key]) => isProposable(key)),
  ]);
  const fixed = (file: StackFile, values: Record<string, unknown>) => ({
    ...Object.fromEntries(Object.entries(file).filter(([key]) => key !== "config")),
    ...Object.fromEntries(Object.entries(values).filter(([key]) => !isProposable(key))),
  });
  return {
    text: stringify({ ...ours, config }),
    notTaken: differingKeys(fixed(ours, ourConfig), fixed(theirs, theirConfig)),
  };
}

function readProposal(text: string): StackFile {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 }) ?? {};
  } catch (cause) {
    throw new CliError(
      "untrusted",
      `The pull request's stack file is no YAML: ${reasonOf(cause)}`,
      undefined,
      {
        cause,
      },
    );
  }
  const { config } = value as StackFile;
  const isObject = (each: unknown) => typeof each === "object" && each !== null && !Array.isArray(each);
  if (isObject(value) && (config === undefined || config === null || isObject(config)))
    return value as StackFile;
  throw new CliError("untrusted", "The pull request's stack file has no configuration that could be read.");
}

function holdsSecret(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(
    ([key, inner]) => (key === "secure" && typeof inner === "string") || holdsSecret(inner),
  );
}

function differingKeys(ours: Record<string, unknown>, theirs: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
    .filter((key) => !isDeepStrictEqual(ours[key], theirs[key]))
    .sort();
}
