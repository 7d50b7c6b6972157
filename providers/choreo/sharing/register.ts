import { deflateRawSync, inflateRawSync } from "node:zlib";
import { claimantHash } from "../api/stackRevisions.ts";
import type { AdditionalProperty, ApiObject, Deployment } from "../api/types.ts";
import { ChoreoError } from "../client/errors.ts";
import { isText, listOf, optional, recordOf, shapeOf } from "../resource/shape.ts";

/** What one stack claims of an API. */
export interface Claim {
  /** `<project>/<stack>/<resource>@<stack's id>`; without an id in those of older versions. */
  by: string;
  scopes: string[];
  /** By `VERB /target`: the scopes that it attaches. */
  operations: Record<string, string[]>;
  /** Gateway environments where all this has to be in force. Undefined in claims of older versions, which did not note it. */
  environments?: string[] | undefined;
}

/** A scope that somebody else made and a stack took over. */
export interface KeptScope {
  displayName: string;
  description: string;
  /** Operations that it was attached to. */
  operations: string[];
}

/** An API as it was before the first stack claimed anything of it. The last one to leave gives this back. */
export interface Baseline {
  /** `CREATED`, `PUBLISHED`, … */
  lifecycle: string;
  /** What was deployed where. A revision id of "" is one that nobody can name any more. */
  deployments: Deployment[];
  /** By name. */
  kept: Record<string, KeptScope>;
  /** Operations that wanted no token (`authType: None`) before stacks claimed them. */
  anonymous?: string[] | undefined;
}

/** All claims of an API, and what was before them: the model from which everything else follows (expected.ts). */
export interface Register {
  baseline: Baseline | undefined;
  claims: Claim[];
}

/**
 * It lives in the API itself, as custom properties that the Developer Portal does not show: whoever may change the API sees it, and
 * it comes and goes with the very PUT that changes the scopes (docs/decisions/shared-apis.md).
 */
const PREFIX = "pulumi_";
const BASELINE = `${PREFIX}before`;
const CLAIM = `${PREFIX}claim_`;
/** PublisherCommonUtils.java: a custom property's value has at most 900 characters, its name 80. */
const MAX_VALUE = 900;
const PACKED = "z:";

export function readRegister(api: Pick<ApiObject, "name" | "additionalProperties">): Register {
  const texts = new Map<string, string[]>();
  for (const { name, value } of api.additionalProperties ?? []) {
    const [, key, index] = /^(pulumi_.+)_(\d+)$/.exec(name) ?? [];
    if (key === undefined) continue;
    const chunks = texts.get(key) ?? [];
    chunks[Number(index)] = value;
    texts.set(key, chunks);
  }
  const register: Register = { baseline: undefined, claims: [] };
  for (const [key, chunks] of texts) {
    const content = unpack(chunks.join(""));
    if (key === BASELINE && isBaseline(content)) register.baseline = content;
    else if (key !== BASELINE && isClaim(content)) register.claims.push(content);
    else throw damaged(api, key);
  }
  return register;
}

/** The API object with the register in it; both forms of its custom properties agree. An empty register leaves no trace. */
export function withRegister(api: ApiObject, { baseline, claims }: Register): ApiObject {
  const own = [
    ...(baseline ? toProperties(BASELINE, baseline) : []),
    ...claims.flatMap((claim) => toProperties(CLAIM + claimantHash(claim.by), claim)),
  ];
  const isForeign = (name: string): boolean => !name.startsWith(PREFIX);
  const list = (api.additionalProperties ?? []).filter(({ name }) => isForeign(name));
  const changed: ApiObject = { ...api, additionalProperties: [...list, ...own] };
  if (api.additionalPropertiesMap) {
    const foreign = Object.entries(api.additionalPropertiesMap).filter(([name]) => isForeign(name));
    const added = own.map((property) => [property.name, property] as const);
    changed.additionalPropertiesMap = Object.fromEntries([...foreign, ...added]);
  }
  return changed;
}

export function claimOf(register: Register, claimant: string): Claim | undefined {
  return register.claims.find(({ by }) => by === claimant);
}

export function othersThan(register: Register, claimant: string): Claim[] {
  return register.claims.filter(({ by }) => by !== claimant);
}

/** The register with this claim in place of the claimant's former one; undefined: with none. */
export function withClaim(register: Register, claimant: string, claim: Claim | undefined): Register {
  const claims = [...othersThan(register, claimant), ...(claim ? [claim] : [])];
  return { ...register, claims: claims.sort((a, b) => (a.by < b.by ? -1 : 1)) };
}

function toProperties(key: string, content: object): AdditionalProperty[] {
  const text = pack(content);
  const chunks = text.match(new RegExp(`.{1,${MAX_VALUE}}`, "gs")) ?? [];
  return chunks.map((value, index) => ({ name: `${key}_${index}`, value, display: false }));
}

/** Readable as long as it fits in one property; a large API's claim would be a dozen of them. */
function pack(content: object): string {
  const text = JSON.stringify(content);
  return text.length <= MAX_VALUE ? text : PACKED + deflateRawSync(text).toString("base64");
}

/** Undefined where it cannot be read. */
function unpack(text: string): unknown {
  try {
    const packed = Buffer.from(text.slice(PACKED.length), "base64");
    return JSON.parse(text.startsWith(PACKED) ? inflateRawSync(packed).toString() : text);
  } catch {
    return undefined;
  }
}

// Whoever may change the API may edit these too.
const texts = listOf(isText);
const operations = recordOf(texts);
const isClaim = shapeOf<Claim>({ by: isText, scopes: texts, operations, environments: optional(texts) });
const isBaseline = shapeOf<Baseline>({
  lifecycle: isText,
  deployments: listOf(shapeOf<Pick<Deployment, "name">>({ name: isText })),
  kept: recordOf(shapeOf<Pick<KeptScope, "operations">>({ operations: texts })),
  anonymous: optional(texts),
});

function damaged({ name }: Pick<ApiObject, "name">, key: string): ChoreoError {
  return new ChoreoError({
    what: `Read the claims on the API "${name}"`,
    words: `its custom property ${key} is damaged`,
    hint: "Stacks note there what they claim of the API. Remove the property in the API's Additional Properties and run `pulumi up` in each stack that uses the API.",
  });
}
