import type { PolicyConfigSchema } from "@pulumi/policy";

export interface ProductionConfig {
  /** Stack names; `*` stands for anything. */
  productionStacks: string[];
}

const DEFAULT: ProductionConfig["productionStacks"] = ["prod", "production", "prod-*", "*-prod"];

/** Part of the schema of rules that hold in production only. */
export const productionSchema: PolicyConfigSchema["properties"] = {
  productionStacks: {
    type: "array",
    items: { type: "string" },
    default: DEFAULT,
  },
};

/**
 * Whether a resource belongs to production: by the stack's tag `environment` where the backend keeps tags, else by the stack's
 * name in the URN. A policy pack does not see the stack's configuration (`@pulumi/policy` 1.21.0, server.ts configureStack).
 */
export function isProduction(
  urn: string,
  { productionStacks = DEFAULT }: Partial<ProductionConfig>,
  tags: ReadonlyMap<string, string>,
): boolean {
  const names = [tags.get("environment"), urn.split(":")[2]];
  return productionStacks.some((pattern) =>
    names.some((name) => name !== undefined && matches(name, pattern)),
  );
}

/** @param pattern in which `*` stands for anything */
export function matches(name: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(name);
}
