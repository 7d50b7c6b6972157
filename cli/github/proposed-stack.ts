import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import { fullKey, PROJECT } from "../shared/configKey.ts";
import { CliError, reasonOf } from "../shared/errors.ts";

/**
 * What a pull request may propose for a protected stack. Not among them, because they say where credentials are sent or how secrets
 * are encrypted: `choreo` (the control plane's addresses), what configures other providers, and the head of the file.
 */
const PROPOSABLE = ["apis", "clients", "deployer", "environment", "extends", "keyType", "protect"].map(
  (key) => `${PROJECT}:${key}`,
);

/**
 * The stack's file of the base branch with what a pull request may propose in its place. Nodes are moved as they are written: the
 * engine, not this, decides what `0777` or `yes` means, as it will after the merge.
 *
 * @param base text of the file at the base branch
 * @param proposed text of the file at the pull request
 * @returns the new text, and what the pull request changes besides, as names
 * @throws CliError (untrusted) for a proposal that is no YAML, holds encrypted values, or says a thing twice, by reference, by a tag, or
 *   with characters by which the engine reads more than is seen
 */
export function withProposal(base: string, proposed: string): { text: string; notTaken: string[] } {
  const [ours, theirs] = [read(base, "base branch's"), read(proposed, "pull request's")];
  const isProposable = ([key]: readonly [string, Pair]) => PROPOSABLE.includes(key);
  const taken = theirs.config.filter(isProposable);
  const secret = taken.find(([, { value }]) => holdsSecret(plain(value)));
  // A copy of the ciphertext of some other secret would be decrypted, and shown where it was put.
  if (secret)
    throw untrusted(
      `The pull request has an encrypted value under ${secret[0]}: it is not decrypted for a preview.`,
      "No setting but choreo-azuread:choreoCredentials is secret. Write it in clear.",
    );
  const config = ours.document.createNode({}) as YAMLMap;
  config.items = [...ours.config.filter((each) => !isProposable(each)), ...taken].map(([, pair]) => pair);
  ours.document.set("config", config);
  const fixed = ({ head, config }: StackFile) =>
    new Map([...head, ...config.filter((each) => !isProposable(each))]);
  return { text: ours.document.toString({ lineWidth: 0 }), notTaken: differing(fixed(ours), fixed(theirs)) };
}

/**
 * Line breaks that YAML 1.1 knows (the engine reads on behind them, where 1.2 and most editors see one comment), other control
 * characters, and marks that turn the direction of writing.
 */
const UNSEEN = /\r(?!\n)|[^\P{Cc}\r\n\t]|[\u2028-\u202e\u2066-\u2069]/u;

/** The engine trims keys, and takes what a tag makes of them (`!!binary`). */
const KEY = /^[\w./-]+(:[\w./-]+){0,2}$/;

interface StackFile {
  document: Document;
  /** What stands beside `config`, by name. */
  head: (readonly [string, Pair])[];
  /** By full key, whichever way it was written. */
  config: (readonly [string, Pair])[];
}

function read(text: string, whose: string): StackFile {
  const unseen = UNSEEN.exec(text);
  if (unseen)
    throw untrusted(
      `The ${whose} stack file has characters that nobody sees (U+${unseen[0].charCodeAt(0).toString(16).padStart(4, "0")}).`,
      "Take them out: behind some of them the engine reads on where a preview and most editors do not.",
    );
  const document = parse(text, whose);
  const root = document.contents;
  if (!isMap(root) && root !== null) throw untrusted(`The ${whose} stack file is no mapping.`);
  const config = isMap(root) ? root.get("config") : undefined;
  if (config !== undefined && !isMap(config) && String(config ?? "") !== "")
    throw untrusted(`The ${whose} stack file has no configuration that could be read.`);
  // The engine follows them, merge keys (<<) included: what comes through them would be taken or left unseen.
  visit(document, (_, node) => {
    if (isNode(node) && node.tag !== undefined)
      throw untrusted(
        `The ${whose} stack file has YAML tags.`,
        "Write values without: by a tag the engine may read another key than stands there.",
      );
    if (isAlias(node) || (isMap(node) && node.has("<<")))
      throw untrusted(
        `The ${whose} stack file has YAML aliases or merge keys.`,
        "Write out what they stand for: a preview of a protected stack takes some settings and leaves others.",
      );
  });
  const entries = (map: unknown, full: (key: string) => string) =>
    isMap(map) ? map.items.map((pair) => [full(keyOf(pair, whose)), pair] as const) : [];
  const named = entries(config, fullKey);
  const twice = named.find(([key], index) => named.findIndex(([other]) => other === key) < index);
  if (twice) throw untrusted(`The ${whose} stack file has ${twice[0]} twice.`);
  return {
    document,
    head: entries(root, (key) => key).filter(([key]) => key !== "config"),
    config: named,
  };
}

function parse(text: string, whose: string): Document {
  try {
    // The failsafe schema leaves scalars as they are written.
    const document = parseDocument(text, { schema: "failsafe" });
    const [error] = document.errors;
    if (error) throw error;
    return document as Document;
  } catch (cause) {
    throw new CliError("untrusted", `The ${whose} stack file is no YAML: ${reasonOf(cause)}`, undefined, {
      cause,
    });
  }
}

function keyOf({ key }: Pair, whose: string): string {
  if (!isScalar(key) || typeof key.value !== "string")
    throw untrusted(`The ${whose} stack file has a key that is no text.`);
  if (KEY.test(key.value)) return key.value;
  throw untrusted(
    `The ${whose} stack file has the key ${JSON.stringify(key.value)}.`,
    "Keys have letters, digits, _, ., -, / and colons alone.",
  );
}

const untrusted = (message: string, advice?: string) => new CliError("untrusted", message, advice);

const plain = (node: unknown): unknown =>
  typeof node === "object" && node !== null && "toJSON" in node ? (node as Document).toJSON() : node;

function holdsSecret(value: unknown): boolean {
  if (value === null || typeof value !== "object") return false;
  return Object.entries(value).some(
    ([key, inner]) => (key === "secure" && typeof inner === "string") || holdsSecret(inner),
  );
}

function differing(ours: ReadonlyMap<string, Pair>, theirs: ReadonlyMap<string, Pair>): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((key) => !isDeepStrictEqual(plain(ours.get(key)?.value), plain(theirs.get(key)?.value)))
    .sort();
}
