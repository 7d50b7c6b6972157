import type { Plugin, Resource } from "../protocol/plugin.ts";
import { randomId } from "./id.ts";
import { randomInteger } from "./integer.ts";
import { randomPassword, randomString } from "./text.ts";
import { randomUuid, randomUuid4 } from "./uuid.ts";

/** Stand-in for the published random plugin; works without any service, as that one does. */
export const random: Plugin<object> = {
  name: "random",
  version: "4.21.2",
  config: {},
  functions: {},
  recordsDefaults: false,
  publishedBinaryVariable: "SANDBOX_RANDOM_PLUGIN",
  configure: async () => ({}),
  resources: {
    "random:index/randomId:RandomId": randomId,
    "random:index/randomInteger:RandomInteger": randomInteger,
    "random:index/randomPassword:RandomPassword": randomPassword,
    "random:index/randomString:RandomString": randomString,
    "random:index/randomUuid:RandomUuid": randomUuid,
    "random:index/randomUuid4:RandomUuid4": randomUuid4,
  } satisfies Record<string, Resource<object>>,
};
