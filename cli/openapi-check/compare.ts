/** Permissions and operations, from wherever. */
export interface Access {
  permissions: readonly string[];
  /** By `VERB /target`: permissions any one of which opens it. */
  operations: Readonly<Record<string, readonly string[]>>;
}

export interface Difference {
  /** What the document is compared with. */
  than: "Choreo" | "the stack";
  kind: "permission" | "operation" | "use";
  /** A permission's or an operation's name. */
  name: string;
  /** Whether the document lets more people, or calls, in. */
  opens: boolean;
  sentence: string;
}

/** Where the document differs from what Choreo has deployed, or from what the stack's settings say. */
export function differences(document: Access, other: Access, than: Difference["than"]): Difference[] {
  return [...permissionDifferences(document, other, than), ...operationDifferences(document, other, than)];
}

function permissionDifferences(document: Access, other: Access, than: Difference["than"]): Difference[] {
  const fact = (name: string, sentence: string): Difference => ({
    than,
    kind: "permission",
    name,
    opens: false,
    sentence,
  });
  return [
    ...document.permissions
      .filter((name) => !other.permissions.includes(name))
      .map((name) => fact(name, `The permission ${name} is in the document and not in ${than}.`)),
    ...other.permissions
      .filter((name) => !document.permissions.includes(name))
      .map((name) =>
        fact(
          name,
          `The permission ${name} of ${than} is not in the document: a deployment of it takes the permission away.`,
        ),
      ),
  ];
}

function operationDifferences(document: Access, other: Access, than: Difference["than"]): Difference[] {
  const names = [...new Set([...Object.keys(document.operations), ...Object.keys(other.operations)])];
  return names.flatMap((name): Difference[] => {
    const [here, there] = [document.operations[name], other.operations[name]];
    const fact = (sentence: string, opens = false): Difference => ({
      than,
      kind: "operation",
      name,
      opens,
      sentence,
    });
    // The settings need not list every operation.
    if (there === undefined)
      return than === "Choreo"
        ? [fact(`${name} is new: it ${opening(here ?? [])}.`, here?.length === 0)]
        : [];
    if (here === undefined) return [fact(`${name} of ${than} is not in the document.`)];
    if (sameSet(here, there)) return [];
    const opens =
      here.length === 0 || (there.length > 0 && here.some((permission) => !there.includes(permission)));
    return [fact(`${name} ${opening(here)} in the document, and in ${than} it ${opening(there)}.`, opens)];
  });
}

/** Permissions that a client of the stack uses and the document has not. */
export function missingUses(
  document: Access,
  uses: Readonly<Record<string, readonly string[]>>,
): Difference[] {
  return Object.entries(uses).flatMap(([client, names]) =>
    names
      .filter((name) => !document.permissions.includes(name))
      .map(
        (name): Difference => ({
          than: "the stack",
          kind: "use",
          name,
          opens: false,
          sentence: `The client ${client} uses ${name}, which is not in the document: its calls are refused once that is deployed.`,
        }),
      ),
  );
}

/** Operations that every token of a subscribed client opens. */
export function openOperations({ operations }: Access): string[] {
  return Object.keys(operations).filter((name) => operations[name]?.length === 0);
}

function opening(permissions: readonly string[]): string {
  return permissions.length === 0
    ? "is open to every token of a subscribed client"
    : `opens with ${permissions.join(" or ")}`;
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
