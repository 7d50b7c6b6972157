import { devportalRefusals } from "./refusals/devportal.ts";
import { genericRefusals } from "./refusals/generic.ts";
import { keyManagerRefusals } from "./refusals/key-managers.ts";
import { publisherRefusals } from "./refusals/publisher.ts";

/**
 * The refusals of WSO2's `ExceptionCodes` and of its generic family (`code` = HTTP status), as far as the emulator gives them.
 * Words of codes that are in no public source are ours.
 */
export const refusal = {
  ...genericRefusals,
  ...publisherRefusals,
  ...devportalRefusals,
  ...keyManagerRefusals,
};
