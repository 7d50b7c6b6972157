import { randomUUID } from "node:crypto";
import { computed, string } from "../properties/types.ts";
import { keepers, local } from "./local.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id is the value. The published plugin's are 16 random bytes, not RFC 9562 version 4; nothing may rely on either. */
export const randomUuid = local({
  properties: { keepers, result: computed(string) },
  make: () => {
    const result = randomUUID();
    return { id: result, outputs: { result } };
  },
  validateId: (id) => (UUID.test(id) ? undefined : `"${id}" is not a valid UUID`),
  fromId: (id) => ({ keepers: null, result: id }),
});

export const randomUuid4 = randomUuid;
