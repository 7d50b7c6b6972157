import type { Route } from "../http/route.ts";
import { devportalApiRoutes } from "./apis.ts";
import { applicationRoutes } from "./applications.ts";
import { keyRoutes } from "./keys.ts";
import { devportalSettingsRoutes } from "./settings.ts";
import { subscriptionRoutes } from "./subscriptions.ts";

/** The Developer Portal's REST API. */
export const devportalRoutes: Route[] = [
  ...devportalApiRoutes,
  ...applicationRoutes,
  ...keyRoutes,
  ...subscriptionRoutes,
  ...devportalSettingsRoutes,
];
