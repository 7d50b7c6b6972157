import { type Answer, couldNotBeSeen, doesNotHold, holds } from "../answer.ts";
import { type Check, checks } from "../check.ts";
import type { Asked, ChoreoSide } from "../world.ts";

/** Where the control plane is, and what it says when it says no. */
export const addressChecks: Check[] = checks("choreo", "reading", [
  {
    id: "C1",
    assumes:
      "The Publisher's REST API answers where WSO2's own clients call it, on Choreo `https://sts.choreo.dev/api/am/publisher/v2` with `?organizationId=`.",
    otherwise:
      "Nothing works: the first look-up fails, before anything is made, and names the path. `choreo.publisherUrl` points elsewhere.",
    look: async (choreo) => addressed(await asked(choreo, "publisher", "/apis")),
  },
  {
    id: "C2",
    assumes: "The Developer Portal's REST API is beside it, on Choreo as `devportal/v2`.",
    otherwise:
      "Nothing works: the first look-up fails and names the path. `choreo.devportalUrl` points elsewhere.",
    look: async (choreo) => addressed(await asked(choreo, "devportal", "/key-managers")),
  },
  {
    id: "C3",
    assumes: "The Admin API is beside it, on Choreo as `admin/v2`.",
    otherwise:
      "Issuer and claims of the identity provider are not looked at (doctor says so, nothing fails), and a stack cannot make one: it has to be made in the Console.",
    look: async (choreo) => addressed(await asked(choreo, "admin", "/key-managers")),
  },
  {
    id: "C4",
    assumes:
      "Errors have a body with WSO2's code (`{ code, message, description }`), those of the published sources.",
    otherwise:
      "The service's own words, path and status are shown all the same; only the advice by code is missing.",
    async look({ ask }) {
      const path = "/apis/00000000-0000-4000-8000-000000000000";
      const answer = await ask({ api: "publisher", path });
      if (answer.ok) return doesNotHold`An API that cannot be was found.`;
      const { status = 0, code = 0 } = answer;
      if (status === 401 || status === 403) return refused(status);
      if (status === 404 && code === 900308) return holds`An API that is not there is 404 with 900308.`;
      return doesNotHold`An API that is not there is ${status} with the code ${code}; the sources have 404 with 900308.`;
    },
  },
]);

const asked = ({ ask }: ChoreoSide, api: "publisher" | "devportal" | "admin", path: string) =>
  ask<{ list?: unknown } | undefined>({ api, path, query: { limit: 1 } });

function addressed(answer: Asked<{ list?: unknown } | undefined>): Answer {
  if (answer.ok)
    return Array.isArray(answer.body?.list)
      ? holds`It answers with a list.`
      : doesNotHold`It answers, but with something else than a list.`;
  if (answer.status === 404 || answer.status === 405)
    return doesNotHold`There is no such path: ${answer.status}.`;
  // An answer that is no JSON keeps its status: a login page in front of the API.
  if ((answer.status ?? 0) < 400)
    return doesNotHold`Something else than the API answers there: ${answer.status ?? 0}.`;
  return refused(answer.status ?? 0);
}

export const refused = (status: number): Answer =>
  couldNotBeSeen`It answers ${status}: these credentials are not enough, or the service is not well.`;
