import { serve } from "../protocol/serve.ts";
import { random } from "./plugin.ts";

serve(random);
