import { providerText } from "../../providers/choreo/resources/providerText.ts";

/** `__provider` of a dynamic provider that does nothing: ours to the letter, but for the handlers that it names. */
export const floorText = providerText("Application").replace(
  "#choreo/handlers/Application",
  "#bench/providers/floor",
);
