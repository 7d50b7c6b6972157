import type { Route } from "../http/route.ts";
import { apiRoutes } from "./apis.ts";
import { deploymentRoutes } from "./deployments.ts";
import { lifecycleRoutes } from "./lifecycle.ts";
import { revisionRoutes } from "./revisions.ts";
import { settingsRoutes } from "./settings.ts";
import { sharedScopeRoutes } from "./shared-scopes.ts";
import { swaggerRoutes } from "./swagger.ts";

/** The Publisher's REST API. Fixed paths (`/apis/change-lifecycle`) come before those with parameters. */
export const publisherRoutes: Route[] = [
  ...lifecycleRoutes,
  ...apiRoutes,
  ...revisionRoutes,
  ...deploymentRoutes,
  ...swaggerRoutes,
  ...sharedScopeRoutes,
  ...settingsRoutes,
];
