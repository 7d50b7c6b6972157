import { fullName } from "../../doctor/choreo-objects.ts";
import { CliError } from "../../shared/errors.ts";
import { unknownName } from "../../shared/unknownName.ts";
import type { ChoreoApi, DeletedRegistration, Registration } from "../sides.ts";
import { pairScopes, type ScopePair } from "./scopes.ts";

/** An API of Choreo with the registration whose scopes stand for its permissions. */
export interface PairedApi extends ChoreoApi {
  registration: Registration | undefined;
  scopes: ScopePair[];
  /** Registrations that fit equally well; then none of them is taken. */
  candidates: Registration[];
  /** Others with a scope of the same value: the gateway takes their tokens as well. */
  others: Registration[];
  /** One of the recycle bin that stood for it, where none does now. */
  deleted: DeletedRegistration | undefined;
}

/** What a person says of pairs: by the API's name (with or without version) or id, the registration's client id or object id. */
export type Wishes = ReadonlyMap<string, string>;

/**
 * Pairs each API with the registration that has most of its permissions' full names as scopes, to the letter; of equally many, the one
 * with most that look alike. Where that leaves several, a person has to say.
 *
 * @throws CliError (usage) for a wish that names an API or registration which is not there
 */
export function pairApis(
  apis: readonly ChoreoApi[],
  registrations: readonly Registration[],
  deleted: readonly DeletedRegistration[] = [],
  wishes: Wishes = new Map(),
): PairedApi[] {
  const names = new Map(apis.map((each) => [each, namesOf(each)]));
  const taken = new Set([...names.values()].flat());
  const exposing = registrations.filter(({ application }) => scopesOf(application).length > 0);
  const index = indexOf(exposing, taken);
  const chosen = readWishes(wishes, apis, registrations);

  return apis.map((each) => {
    const own = names.get(each) ?? [];
    const ranked = index
      .candidates(own)
      .map((registration) => ({
        registration,
        scopes: pairScopes(own, scopesOf(registration.application), (value) => taken.has(value)),
      }))
      .map((one) => ({
        ...one,
        exact: one.scopes.filter(({ isExact }) => isExact).length,
        near: one.scopes.filter(({ scope, isExact }) => scope && !isExact).length,
      }))
      .filter(({ exact, near }) => exact + near > 0)
      .sort((a, b) => b.exact - a.exact || b.near - a.near);
    const wanted = chosen.get(each);
    const [first, second] = ranked;
    const isTie = first && second && first.exact === second.exact && first.near === second.near;
    const registration = wanted ?? (isTie ? undefined : first?.registration);
    const best = ranked.filter(({ exact, near }) => exact === first?.exact && near === first?.near);
    return {
      ...each,
      registration,
      scopes: pairScopes(own, registration ? scopesOf(registration.application) : [], (value) =>
        taken.has(value),
      ),
      candidates: registration ? [] : best.map((one) => one.registration),
      others: registration
        ? ranked
            .filter((one) => one.registration !== registration && one.exact > 0)
            .map((one) => one.registration)
        : [],
      deleted:
        registration || ranked.length > 0
          ? undefined
          : deleted.find((gone) => scopesOf(gone).some(({ value }) => own.includes(value ?? ""))),
    };
  });
}

/** The permissions of the working copy, as the gateway compares them. */
function namesOf({ api }: Pick<ChoreoApi, "api">): string[] {
  return (api.scopes ?? []).map(({ scope }) => fullName(api, scope.name));
}

export function scopesOf({ api }: Pick<Registration["application"], "api">) {
  return api?.oauth2PermissionScopes ?? [];
}

/** Finds the few registrations that are worth a comparison: thousands times hundreds would take minutes. */
function indexOf(registrations: readonly Registration[], taken: ReadonlySet<string>) {
  const byValue = new Map<string, Registration[]>();
  /** Those with a value that is nobody's full name: it may be somebody's with a mistake. */
  const odd: Registration[] = [];
  for (const registration of registrations) {
    const values = scopesOf(registration.application).map(({ value }) => value ?? "");
    for (const value of values) byValue.set(value, [...(byValue.get(value) ?? []), registration]);
    if (values.some((value) => value.includes(":") && !taken.has(value))) odd.push(registration);
  }
  return {
    candidates: (names: readonly string[]) => [
      ...new Set([...names.flatMap((name) => byValue.get(name) ?? []), ...odd]),
    ],
  };
}

function readWishes(
  wishes: Wishes,
  apis: readonly ChoreoApi[],
  registrations: readonly Registration[],
): Map<ChoreoApi, Registration> {
  return new Map(
    [...wishes].map(([name, id]) => {
      const found = apis.filter(({ api }) => [api.id, api.name, `${api.name} ${api.version}`].includes(name));
      const [api, another] = found;
      const known = apis.map(({ api }) => api.name);
      if (!api) throw unknownName("API", name, known, "The organisation");
      if (another)
        throw new CliError(
          "usage",
          `--pair "${name}": there are ${found.length} versions of it.`,
          `Name one: ${found.map(({ api }) => `"${api.name} ${api.version}"`).join(", ")}.`,
        );
      const registration = registrations.find(({ application }) =>
        [application.appId, application.id].includes(id),
      );
      if (!registration)
        throw new CliError(
          "usage",
          `--pair "${name}": the tenant has no app registration with the client id or object id ${id}.`,
          "It stands on the registration's overview in Azure.",
        );
      return [api, registration];
    }),
  );
}
