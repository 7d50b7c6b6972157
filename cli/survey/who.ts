import { type AccessModel, reachOf, type Subject } from "../../access/index.ts";

/** Operations of an API that the same people may call through the same clients. */
export interface MayCall {
  api: string;
  operations: string[];
  /** Any one of which opens them. */
  permissions: string[];
  /** Nobody where it is empty. */
  through: Through[];
}

export interface Through {
  /** Null: without a token, so without a client. */
  client: string | null;
  /** `ada@taylordean.example`, `group Librarians`, `everyone in the tenant`, `anyone`. */
  subjects: string[];
  /** Only if an administrator has consented, of which nothing is seen. */
  ifAdminConsented: boolean;
}

/** Who may call what, in words. */
export function whoMayCall(model: AccessModel): MayCall[] {
  const reach = Map.groupBy(reachOf(model), ({ api, operation }) => `${api} ${operation}`);
  return Object.entries(model.apis).flatMap(([api, { operations }]) => {
    const each = Object.entries(operations).map(([operation, { permissions }]): MayCall => {
      const ways = Map.groupBy(
        reach.get(`${api} ${operation}`) ?? [],
        ({ client, certain }) => `${client ?? ""} ${certain}`,
      );
      const through = [...ways.values()].map(
        (some): Through => ({
          client: some[0]?.client ?? null,
          subjects: some.map(({ subject }) => inWords(subject, model)).sort(),
          ifAdminConsented: !some[0]?.certain,
        }),
      );
      return { api, operations: [operation], permissions, through };
    });
    const alike = Map.groupBy(each, ({ permissions, through }) => JSON.stringify([permissions, through]));
    return [...alike.values()].flatMap(([first, ...others]) =>
      first ? [{ ...first, operations: [first, ...others].flatMap(({ operations }) => operations) }] : [],
    );
  });
}

function inWords(subject: Subject, { principals }: AccessModel): string {
  if (subject.kind === "everyone") return "everyone in the tenant";
  if (subject.kind === "anyone") return "anyone";
  const { kind, name } = principals[subject.id] ?? { kind: "unknown", name: subject.id };
  return kind === "user" || kind === "unknown" ? name : `${kind} ${name}`;
}
