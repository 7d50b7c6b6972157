import { codePoint } from "../oddText.ts";
import { INHERITED, isInherited } from "./inherited.ts";

/**
 * What Entra takes as the value of a scope or app role: 1 to 120 characters of a fixed set, not beginning with a dot.
 *
 * @see https://learn.microsoft.com/graph/api/resources/permissionscope (property `value`)
 * @returns what is wrong, or `undefined`
 */
export function scopeValueProblem(value: string): string | undefined {
  if (value.length === 0) return "is empty";
  if (isInherited(value)) return INHERITED;
  if (value.length > 120) return `has ${value.length} characters; Entra allows at most 120`;
  if (value.startsWith(".")) return "begins with a dot, which Entra does not allow";
  const wrong = [...value].find(
    (character) => !/[A-Za-z0-9:!#$%&'()*+,\-./;<=>?@[\]^_`{|}~]/.test(character),
  );
  if (wrong !== undefined) {
    return `contains ${JSON.stringify(wrong)}${wrong > "\u007f" ? ` (${codePoint(wrong)})` : ""}; Entra allows letters, digits and : ! # $ % & ' ( ) * + , - . / ; < = > ? @ [ ] ^ _ \` { | } ~`;
  }
  return undefined;
}
