import {
  boolean,
  list,
  object,
  optional,
  optionalComputed,
  type Property,
  set,
  string,
  type Values,
} from "../properties/types.ts";
import { flag, objects, texts } from "./json.ts";

/** Features that Entra's portal shows as switches and stores as tags (terraform-provider-azuread, internal/helpers/applications). */
const TAGS = {
  customSingleSignOn: "WindowsAzureActiveDirectoryCustomSingleSignOnApplication",
  enterprise: "WindowsAzureActiveDirectoryIntegratedApp",
  gallery: "WindowsAzureActiveDirectoryGalleryApplicationNonPrimaryV1",
  hide: "HideApp",
} as const;

type Feature = keyof typeof TAGS;
const FEATURES = Object.keys(TAGS) as Feature[];

/** The two ways to say it; `owner` is the prefix of the type's name in the schema. */
export const tagProperties = (owner: string): { featureTags: Property; tags: Property } => ({
  featureTags: optionalComputed(
    list(
      object(`${owner}FeatureTag`, {
        customSingleSignOn: optional(boolean),
        enterprise: optional(boolean),
        gallery: optional(boolean),
        hide: optional(boolean),
      }),
    ),
    { conflictsWith: ["tags"] },
  ),
  tags: optionalComputed(set(string), { conflictsWith: ["featureTags"] }),
});

export const featuresOf = (tags: string[]): Values =>
  Object.fromEntries(FEATURES.map((feature) => [feature, tags.includes(TAGS[feature])]));

/** @param state tags that are there already and stay when nothing is said */
export function tagsOf(inputs: Values, state?: Values): string[] {
  const [features] = objects(inputs.featureTags);
  if (features) return FEATURES.filter((feature) => flag(features[feature])).map((feature) => TAGS[feature]);
  return texts(inputs.tags ?? state?.tags);
}
