import type { Validator } from "../properties/types.ts";
import { isUuid, validId } from "./ids.ts";

/*
 * The checks that the published plugin makes itself, in previews, in its words (terraform-provider-azuread,
 * internal/helpers/tf/validation and internal/services/applications/validate).
 */

export const notEmpty: Validator = (value, key) =>
  String(value).trim() === "" ? `expected "${key}" to not be an empty string` : undefined;

export const uuid: Validator = (value, key) =>
  isUuid(String(value)) ? undefined : `expected "${key}" to be a valid UUID, got ${value}`;

export const applicationId: Validator = (value) => validId("applications")(String(value));

export const oneOf =
  (...allowed: string[]): Validator =>
  (value, key) =>
    allowed.includes(String(value))
      ? undefined
      : `expected ${key} to be one of ${list(allowed)}, got ${value}`;

export const lengthBetween =
  (least: number, most: number): Validator =>
  (value, key) => {
    const { length } = String(value);
    return length < least || length > most
      ? `expected length of ${key} to be in the range (${least} - ${most}), got ${value}`
      : undefined;
  };

/** RFC 3339, as Go's `time.Parse` takes it. */
export const rfc3339: Validator = (value, key) => {
  const text = String(value);
  const isRfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);
  return isRfc3339 && !Number.isNaN(Date.parse(text))
    ? undefined
    : `expected "${key}" to be a valid RFC3339 date, got "${text}"`;
};

/** Values of scopes and roles, which end up in the claims `scp` and `roles`. */
export const claimValue: Validator = (value) => {
  const text = String(value);
  if (text.length > 249) return "Value must be between 0-249 characters in length";
  if (text.startsWith(".")) return "Value must not begin with a period";
  return /[^A-Za-z0-9:!#$%&'()*+,./;<=>?@[\]^_{|}~`-]/.test(text)
    ? "Value must be alphanumeric with these allowed characters: !#$%&'()*+,-./:;<=>?@[]^+_`{|}~"
    : undefined;
};

export const email: Validator = (value, key) =>
  /^[^\s@]+@[^\s@]+$/.test(String(value))
    ? undefined
    : `"${key}" must be a valid email address, got "${value}"`;

export const httpUrl: Validator = (value, key) => uri(value, key, ["http", "https"]);

export const logoutUrl: Validator = (value, key) =>
  httpUrl(value, key) ??
  (String(value).length > 255 ? `URL must be 255 characters or less for "${key}"` : undefined);

/**
 * @param urn whether `urn:` is a redirect URI too
 * @param anyScheme of a public client: its own schemes, and no slash behind a bare host
 */
export const redirectUri =
  ({ urn, anyScheme }: { urn: boolean; anyScheme: boolean }): Validator =>
  (value, key) => {
    const text = String(value);
    if (urn && /^urn:[^:]+:/.test(text)) return undefined;
    const complaint = uri(
      value,
      key,
      anyScheme ? undefined : ["http", "https", "ms-appx-web", "brk-multihub"],
    );
    if (complaint) return complaint;
    // `https://host` has no path in Go's eyes; JavaScript's URL would add one.
    if (!anyScheme && /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*$/i.test(text)) {
      return `URI must have a trailing slash when there is no path segment for "${key}"`;
    }
    return text.length > 256 ? `URI must be 256 characters or less for "${key}"` : undefined;
  };

function uri(value: unknown, key: string, schemes?: string[]): string | undefined {
  const text = String(value);
  if (text === "") return `URI must not be empty for "${key}"`;
  const [, scheme = "", host = ""] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i.exec(text) ?? [];
  if (!URL.canParse(text)) return `URI is in an invalid format for "${key}"`;
  if (!host) return `URI has no host for "${key}"`;
  return schemes && !schemes.includes(scheme.toLowerCase())
    ? `unexpected URI scheme for "${key}", expected one of: ${schemes.join(", ")}`
    : undefined;
}

const list = (values: string[]) => `[${values.map((value) => `"${value}"`).join(" ")}]`;
