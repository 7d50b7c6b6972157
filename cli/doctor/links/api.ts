import { repair } from "../../../shared/repair.ts";
import type { PublisherApi } from "../choreo-objects.ts";
import { type ApiSubject, green, type Link, red } from "../link.ts";

/** Guide, prerequisites: the API in Choreo. */
export const apiLink: Link<ApiSubject> = {
  id: "api",
  title: "Choreo has the API",
  async check({ api }, { publisher }) {
    const { apiId, name, version } = api.choreo;
    const found = await publisher.get<PublisherApi>(`/apis/${apiId}`);
    if (found) return green(`${found.name} ${found.version}`);
    return red(
      `${name} ${version} (${apiId}) is gone.`,
      `Create the API in Choreo again, then run ${repair}.`,
    );
  },
};
