import { providerText } from "../../providers/choreo/resource/providerText.ts";

/** `__provider` of a dynamic provider that does nothing: ours to the letter, but for the code that it names. */
export const floorText = providerText("Application").replace(
  "choreo-azuread/provider",
  "#bench/providers/floor",
);
