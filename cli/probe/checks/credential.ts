import { couldNotBeSeen, doesNotHold, holds, word } from "../answer.ts";
import { type Check, checks } from "../check.ts";

const noPat = () =>
  couldNotBeSeen`The credential is no personal access token, or the introspection service could not be reached.`;

/** What a personal access token is worth, and what is told of it. */
export const credentialChecks: Check[] = checks("choreo", "reading", [
  {
    id: "C5",
    flavour: "choreo",
    assumes:
      "A personal access token is taken as a bearer token by the Publisher and the Developer Portal as it is.",
    otherwise:
      "Each call is 401, and the error says so before anything is made. Have it exchanged: `CHOREO_SUBJECT_TOKEN` with `CHOREO_CLIENT_ID`. The program does not try that by itself.",
    async look({ ask, identity }) {
      if (identity.kind !== "personal access token") return noPat();
      const [publisher, devportal] = await Promise.all([
        ask({ api: "publisher", path: "/apis", query: { limit: 1 } }),
        ask({ api: "devportal", path: "/key-managers" }),
      ]);
      if (publisher.ok && devportal.ok) return holds`Both take it.`;
      const statuses = [publisher, devportal].map((one) => (one.ok ? 200 : (one.status ?? 0)));
      // A 401 may be for missing scopes as well: it says something of a token that has them.
      const lacks = (scope: string) => identity.scopes !== undefined && !identity.scopes.includes(scope);
      const isForScopes = [lacks("apim:api_view"), lacks("apim:subscribe")];
      if (!statuses.some((status, index) => status === 401 && !isForScopes[index]))
        return couldNotBeSeen`They answer ${statuses[0] ?? 0} and ${statuses[1] ?? 0}.`;
      return doesNotHold`The Publisher answers ${statuses[0] ?? 0}, the Developer Portal ${statuses[1] ?? 0}.`;
    },
  },
  {
    id: "C6",
    flavour: "choreo",
    assumes:
      "Introspection (`POST /api-key-service/v1.0/pat/introspect`) tells of a personal access token the organisation and the state, in the fields of wso2/integration-platform-tools.",
    otherwise:
      "`choreo.organizationId` has to be in the settings (an error asks for it), and nothing is said beforehand of an end or of missing scopes.",
    async look({ identity }) {
      if (identity.kind !== "personal access token") return noPat();
      const { organizationId, status, ends } = identity;
      if (organizationId && status)
        return ends
          ? holds`Organisation, state and end are there.`
          : holds`Organisation and state are there; no end that could be read.`;
      return organizationId
        ? doesNotHold`It answers without a state.`
        : doesNotHold`It answers without an organisation.`;
    },
  },
  {
    id: "C7",
    flavour: "choreo",
    assumes: "The state of a personal access token that works is `ACTIVE`.",
    otherwise:
      "Words that say that it is over (revoked, expired, inactive, disabled, deleted) are an error before the first call; any other word is taken for good, and the calls find out.",
    async look({ identity, ask }) {
      const { kind, status } = identity;
      if (kind !== "personal access token" || !status) return noPat();
      if (status.toUpperCase() === "ACTIVE") return holds`It is.`;
      const works = await ask({ api: "publisher", path: "/apis", query: { limit: 1 } });
      if (!works.ok)
        return couldNotBeSeen`The state is another word, and the token is answered ${works.status ?? 0}.`;
      return doesNotHold`It works, and its state is ${word(status.toUpperCase(), ["VALID", "ENABLED", "APPROVED", "CREATED", "ISSUED"])}.`;
    },
  },
  {
    id: "C8",
    flavour: "choreo",
    assumes: "`allowedScopes` of the introspection are the OAuth scopes of the management APIs (`apim:…`).",
    otherwise: "Nothing is said of missing scopes beforehand; the 401 of the call names those that it needs.",
    async look({ identity: { kind, scopes } }) {
      if (kind !== "personal access token") return noPat();
      return scopes ? holds`${scopes.length} are listed.` : doesNotHold`None of them begins with apim:.`;
    },
  },
  {
    id: "C9",
    flavour: "choreo",
    assumes: "`GET /orgs/1.0.0/orgs` lists the organisations of whoever calls, with `uuid` and `handle`.",
    otherwise:
      "A token exchange without `choreo.organization` in the settings is an error that asks for it; a personal access token does without the list where introspection names the organisation.",
    async look({ control }) {
      const all = await control.organizations();
      if (!all) return couldNotBeSeen`Nobody answers there, or without a list.`;
      const whole = all.filter(({ uuid, handle }) => uuid && handle).length;
      if (all.length === 0) return doesNotHold`The list is empty.`;
      return whole === all.length
        ? holds`${whole} with both.`
        : doesNotHold`${all.length - whole} of ${all.length} lack one of them.`;
    },
  },
]);
