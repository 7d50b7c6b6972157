import type { Application, ApplicationKey, List, PublisherApi } from "../../doctor/choreo-objects.ts";
import { deployedCopies } from "../../doctor/links/deployed.ts";
import { unknownName } from "../../shared/unknownName.ts";
import type { Gaps } from "../gaps.ts";
import type { Progress } from "../progress.ts";
import type { ApiSubscription, ChoreoApi, ChoreoSide, PortalApplication } from "../sides.ts";
import type { Foreknown } from "./readers.ts";

/** What the whole of a survey is limited to; all where there is none. */
export interface Filters {
  /** Names of APIs. */
  apis: readonly string[];
  /** Names of applications. */
  clients: readonly string[];
}

interface Readers {
  publisher: Foreknown;
  devportal: Foreknown;
}

const publisherScopes = 'the OAuth scope "apim:api_view" of Choreo\'s Publisher';
export const portalScopes = 'the OAuth scopes "apim:subscribe" and "apim:app_manage" of the Developer Portal';

/** All of an organisation that a chain goes through. Four calls an API, one an application, and the pages of the lists. */
export async function readChoreo(
  readers: Readers,
  filters: Filters,
  gaps: Gaps,
  progress: Progress,
): Promise<ChoreoSide> {
  const [apis, applications] = await Promise.all([
    readApis(readers, filters.apis, gaps, progress),
    readApplications(readers, filters.clients, gaps, progress),
  ]);
  return { apis, applications };
}

async function readApis(
  readers: Readers,
  names: readonly string[],
  gaps: Gaps,
  progress: Progress,
): Promise<ChoreoApi[] | undefined> {
  const gap = {
    what: "Choreo's APIs",
    needs: publisherScopes,
    therefore: "applications and registrations are listed, but nothing is paired with an API",
  };
  const listed = await gaps.unless(gap, () => readers.publisher.list<PublisherApi>("/apis"), undefined);
  if (!listed) return undefined;
  const wanted = chosen(listed, names, ({ name }) => name, "API");
  const read = progress.of("APIs", wanted.length);
  const apis = await Promise.all(
    wanted.map(async ({ id, name, version }): Promise<ChoreoApi[]> => {
      const [[api, deployed], subscriptions] = await Promise.all([
        // A publisher may keep an API from others.
        gaps.unless(
          {
            what: `the API ${name} ${version}`,
            needs: "leave to see it, which its publisher gives (Develop, Access control)",
            therefore: "it is not paired, and none of its chains is told",
          },
          () =>
            Promise.all([
              readers.publisher.get<PublisherApi>(`/apis/${id}`),
              deployedCopies({ choreo: { apiId: id } }, readers.publisher),
            ]),
          [undefined, []] as const,
        ),
        readSubscriptions(readers, id, gaps),
      ]);
      read();
      // Deleted since it was listed.
      return api ? [{ api, deployed, subscriptions }] : [];
    }),
  );
  return apis.flat();
}

/** The Publisher shows the subscriptions of everybody's applications, the Developer Portal those of the caller's. */
async function readSubscriptions(
  { publisher, devportal }: Readers,
  apiId: string,
  gaps: Gaps,
): Promise<ApiSubscription[] | undefined> {
  const ofAll = await gaps.unless(
    {
      what: "subscriptions of other people's applications",
      needs: 'the OAuth scope "apim:subscription_view" of Choreo\'s Publisher',
      therefore: "who else is subscribed to an API is not told",
    },
    () =>
      publisher.list<{
        subscriptionId: string;
        applicationInfo: { applicationId: string; name: string };
        subscriptionStatus: string;
        throttlingPolicy?: string;
      }>(`/subscriptions?apiId=${apiId}`),
    undefined,
  );
  const found = ofAll
    ? ofAll.map(({ subscriptionId, applicationInfo, subscriptionStatus, throttlingPolicy }) => ({
        id: subscriptionId,
        applicationId: applicationInfo.applicationId,
        applicationName: applicationInfo.name,
        status: subscriptionStatus,
        plan: throttlingPolicy,
      }))
    : await readOwnSubscriptions(devportal, apiId, gaps);
  for (const { id, status } of found ?? [])
    devportal.knows(`/subscriptions/${id}`, { subscriptionId: id, status });
  return found;
}

async function readOwnSubscriptions(
  devportal: Foreknown,
  apiId: string,
  gaps: Gaps,
): Promise<ApiSubscription[] | undefined> {
  const own = await gaps.unless(
    {
      what: "subscriptions",
      needs: portalScopes,
      therefore: "chains are told by what registrations list, and nobody is said to be able to call",
    },
    () =>
      devportal.list<{
        subscriptionId: string;
        applicationId: string;
        applicationInfo?: { name: string } | null;
        status: string;
        throttlingPolicy?: string;
      }>(`/subscriptions?apiId=${apiId}`),
    undefined,
  );
  return own?.map(({ subscriptionId, applicationId, applicationInfo, status, throttlingPolicy }) => ({
    id: subscriptionId,
    applicationId,
    applicationName: applicationInfo?.name ?? applicationId,
    status,
    plan: throttlingPolicy,
  }));
}

async function readApplications(
  { devportal }: Readers,
  names: readonly string[],
  gaps: Gaps,
  progress: Progress,
): Promise<PortalApplication[] | undefined> {
  const gap = {
    what: "the Developer Portal's applications",
    needs: portalScopes,
    therefore: "clients, keys and chains are not told; APIs and their registrations are",
  };
  const listed = await gaps.unless(gap, () => devportal.list<Application>("/applications"), undefined);
  if (!listed) return undefined;
  const wanted = chosen(listed, names, ({ name }) => name, "application");
  const read = progress.of("applications", wanted.length);
  return Promise.all(
    wanted.map(async (application) => {
      devportal.knows(`/applications/${application.applicationId}`, application);
      const keys = await gaps.unless(
        { what: "the keys of applications", needs: portalScopes, therefore: "clients are not told" },
        () => devportal.get<List<ApplicationKey>>(`/applications/${application.applicationId}/oauth-keys`),
        undefined,
      );
      read();
      return { application, keys: keys?.list ?? [] };
    }),
  );
}

/** @throws CliError (usage) for a name that nothing has */
function chosen<T>(all: T[], names: readonly string[], nameOf: (one: T) => string, what: string): T[] {
  if (names.length === 0) return all;
  const known = [...new Set(all.map(nameOf))];
  const missing = names.find((name) => !known.includes(name));
  if (missing !== undefined) throw unknownName(what, missing, known, "The organisation");
  return all.filter((one) => names.includes(nameOf(one)));
}
