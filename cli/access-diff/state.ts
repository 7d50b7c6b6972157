import { z } from "zod";
import { CliError } from "../shared/errors.ts";
import type { StoredSecret } from "./types.ts";

/** Type of an app registration's client secret. */
export const PASSWORD_TYPE = "azuread:index/applicationPassword:ApplicationPassword";

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  delete: z.boolean().optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});
const stateSchema = z.object({
  deployment: z.object({ resources: z.array(resourceSchema).nullish() }).nullish(),
});

/** The last state of a stack, as far as the comparison needs it. */
export interface LastState {
  /** Resources other than the stack, components and providers. */
  resources: number;
  /** The output `access`; undefined where there is none. */
  access: unknown;
  secrets: StoredSecret[];
}

/**
 * Reads what `pulumi stack export` prints. Secrets in it are ciphertext, and none of them is looked at.
 *
 * @throws CliError (usage)
 */
export function readState(text: string, where: string): LastState {
  const resources = parse(text, where).deployment?.resources ?? [];
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  const made = resources.filter((each) => each.custom && !each.type.startsWith("pulumi:providers:"));
  return {
    resources: made.length,
    access: stack?.outputs?.access,
    secrets: made.flatMap(({ type, urn, outputs, delete: condemned }) =>
      type === PASSWORD_TYPE && !condemned && typeof outputs?.endDate === "string"
        ? [{ name: urn.slice(urn.lastIndexOf("::") + 2), urn, expires: outputs.endDate }]
        : [],
    ),
  };
}

function parse(text: string, where: string): z.infer<typeof stateSchema> {
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError(
      "usage",
      `${where} is no Pulumi state.`,
      'Write it with "pulumi stack export --file state.json".',
      { cause },
    );
  }
}
