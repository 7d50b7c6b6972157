import type {
  AzureClientAppArgs,
  AzureWebApiArgs,
  ChoreoApiArgs,
  ChoreoApplicationArgs,
} from "../components/index.ts";
import type { ResolvedApi, ResolvedClient } from "../settings/index.ts";

// `index.ts` hands each setting to the component that has an argument of its name. A new setting that no component knows would be taken
// and do nothing: it stops the compiler here, until it is an argument or stands in this list, with what reads it.

/** Neither is an argument of a component by its own name. */
interface ReadOtherwise {
  client: {
    /** `webApisUsed`, both. */
    adminConsent: unknown;
    appRoles: unknown;
    /** Its members are arguments of `ChoreoApplication`. */
    application: unknown;
    /** There `name`. */
    applicationName: unknown;
    /** `subscribedApis` */
    subscribes: unknown;
    /** The output `connections`: doctor and drift read it. */
    expected: unknown;
  };
  api: {
    /** Looked up by name and version before anything is made, as `choreo`. */
    name: unknown;
    version: unknown;
    choreo: unknown;
    /** Read into permissions and operations by `settings/openapi`. */
    openapi: unknown;
    /** Of permissions that do not say it themselves. */
    consent: unknown;
    /** Looked up, as `principals`. */
    assigned: unknown;
    /** `index.ts`: whether this program writes them. */
    permissionsFrom: unknown;
    /** Texts for those that are Choreo's. */
    ownPermissions: unknown;
    /** `qualifiedScopes` */
    fullyQualifiedNames: unknown;
    /** `webApisUsed` */
    preAuthorized: unknown;
    /** The output `apis`. */
    expected: unknown;
  };
}

/** Does not compile with anything in it. */
type Nothing<Forgotten extends never> = Forgotten;

export type ForgottenOfClients = Nothing<
  Exclude<
    keyof ResolvedClient,
    keyof AzureClientAppArgs | keyof ChoreoApplicationArgs | keyof ReadOtherwise["client"]
  >
>;
export type ForgottenOfApis = Nothing<
  Exclude<keyof ResolvedApi, keyof ChoreoApiArgs | keyof AzureWebApiArgs | keyof ReadOtherwise["api"]>
>;
