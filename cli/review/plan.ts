import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { code } from "../access-diff/escape.ts";
import { shortType } from "../access-diff/events.ts";
import { CliError } from "../shared/errors.ts";

/** A plan that `--save-plan` wrote (pulumi/pulumi, apitype/plan.go). */
const planSchema = z.object({
  resourcePlans: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  config: z.unknown().optional(),
});
type Plan = z.infer<typeof planSchema>;

/** How the engine marks a secret among plain values (pulumi/pulumi, resource/properties.go). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** @throws CliError (usage) */
export function readPlan(text: string, where: string): Plan {
  try {
    return planSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CliError("usage", `${where} is no update plan.`, "Write it with access-diff --save-plan.", {
      cause,
    });
  }
}

/**
 * What two plans of the same stack do differently. Two plans of the same program at the same state differ by chance in the order of
 * dependencies, in the seeds of generated names and in ciphertext; that, and so the value of a secret, is not compared.
 *
 * @returns the resources as `azuread:Application books`, sorted, and `configuration`
 */
export function differences(reviewed: Plan, now: Plan): string[] {
  const urns = [...new Set([...Object.keys(reviewed.resourcePlans), ...Object.keys(now.resourcePlans)])];
  const resources = urns
    .filter(
      (urn) => !isDeepStrictEqual(settled(reviewed.resourcePlans[urn]), settled(now.resourcePlans[urn])),
    )
    .map(nameOf)
    // Stack and providers repeat what differs in configuration and resources.
    .filter((name) => !name.startsWith("pulumi:"))
    .sort();
  return isDeepStrictEqual(settled(reviewed.config), settled(now.config))
    ? resources
    : ["configuration", ...resources];
}

/** The sentence for whoever approves. */
export function planNote(differing: string[] | undefined): string {
  if (differing === undefined)
    return "> There is no reviewed plan to compare with: no pull request, or its plan has expired. Read this one.";
  if (differing.length === 0)
    return "> This plan does what the plan of the pull request did, resource by resource.";
  return [
    "> **This is not what the pull request showed.** The state or the services have moved since, or other changes were merged. Planned otherwise:",
    ">",
    ...differing.map((name) => `> - ${code(name)}`),
  ].join("\n");
}

function settled(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) {
    const items = value.map((each) => settled(each));
    return /dependencies$/i.test(key) ? items.sort() : items;
  }
  if (value === null || typeof value !== "object") return value;
  if (SIGNATURE in value) return "[secret]";
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== "seed")
      .map(([name, inner]) => [
        name,
        key === "propertyDependencies" ? settled(inner, "dependencies") : settled(inner, name),
      ]),
  );
}

function nameOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${shortType(types.split("$").at(-1) ?? "")} ${name}`;
}
