import { serve } from "../protocol/serve.ts";
import { azuread } from "./plugin.ts";

serve(azuread);
