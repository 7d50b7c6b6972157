import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { AdditionalProperty, ApiObject } from "../api/types.ts";
import { ChoreoError } from "../client/errors.ts";
import type { Baseline, Claim, Register } from "./claim.ts";

/**
 * The register of claims lives in the API itself, as custom properties that the Developer Portal does not show: whoever may change
 * the API sees it, and it comes and goes with the very PUT that changes the scopes (docs/decisions/shared-apis.md).
 */
const PREFIX = "pulumi_";
const BASELINE = `${PREFIX}before`;
const CLAIM = `${PREFIX}claim_`;
/** PublisherCommonUtils.java: a custom property's value has at most 900 characters, its name 80. */
const MAX_VALUE = 900;
const PACKED = "z:";

export function readRegister(api: ApiObject): Register {
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
    const content = unpack(api, key, chunks.join(""));
    if (key === BASELINE) register.baseline = content as Baseline;
    else register.claims.push(content as Claim);
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

/** Short and made of letters that a property's name may have. */
export function claimantHash(claimant: string): string {
  return createHash("sha256").update(claimant).digest("hex").slice(0, 12);
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

function unpack(api: ApiObject, key: string, text: string): unknown {
  try {
    const isPacked = text.startsWith(PACKED);
    return JSON.parse(
      isPacked ? inflateRawSync(Buffer.from(text.slice(PACKED.length), "base64")).toString() : text,
    );
  } catch {
    throw new ChoreoError({
      what: `Read the claims on the API "${api.name}"`,
      words: `its custom property ${key} is damaged`,
      hint: "Stacks note there what they claim of the API. Remove the property in the API's Additional Properties and run `pulumi up` in each stack that uses the API.",
    });
  }
}
