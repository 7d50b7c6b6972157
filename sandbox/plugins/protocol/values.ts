import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties, Values } from "../properties/types.ts";
import { UNKNOWN } from "../properties/types.ts";

/** How the engine marks a secret on the wire (pulumi/pulumi, sdk/go/common/resource/sig). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

type Struct = structs.Struct;

/** Secrets come as plain values: `Configure` answers that this plugin doesn't take them, and the engine marks the outputs again. */
export const fromStruct = (struct: Struct | undefined): Values => (struct?.toJavaScript() ?? {}) as Values;

export const toStruct = (values: Values): Struct => structs.Struct.fromJavaScript(values as never);

/** Marks the outputs that the package schema calls secret, also inside objects. */
export function withSecrets(properties: Properties, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const property = properties[name];
      if (!property || value === null || value === undefined) return [name, value];
      if (property.secret && value !== UNKNOWN) return [name, { [SIGNATURE]: SECRET, value }];
      const isBlock = property.type.kind === "object" && typeof value === "object" && !Array.isArray(value);
      return [
        name,
        isBlock ? withSecrets((property.type as { properties: Properties }).properties, value) : value,
      ];
    }),
  );
}
