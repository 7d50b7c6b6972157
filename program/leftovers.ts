/** An object in Entra ID that a stack is about to make once more. */
export interface Leftover {
  /** Pulumi type. */
  type: string;
  /** What the published azuread plugin takes for an import. */
  id: string;
}

/** What is known about the resource that cannot be made. */
export interface AlreadyThere {
  /** URN of the resource that was to be made; its parent is a component directly in the stack. */
  urn: string;
  /** As a person would find it: `application "books (dev)" (object id …)`. */
  what: string;
  /** The object itself and what belongs to it. */
  found: [Leftover, ...Leftover[]];
  /** Tags of the application: those of this program name the stack that made it. */
  tags: string[];
  /** Version of the azuread plugin that this program uses. */
  version: string;
}

/**
 * The error for an object that exists already, with the command that takes it into the stack.
 *
 * The command reads its resources from a file, because only a file can name the component they belong to, and that one is not in
 * the state yet when the whole state was lost. One line, as the engine indents what it shows and a here-document would not end.
 */
export function alreadyThere({ urn, what, found, tags, version }: AlreadyThere): string {
  const [prefix, , types, name] = urn.split(/::/, 4) as [string, string, string, string];
  const stack = prefix.slice(prefix.lastIndexOf(":") + 1);
  const project = urn.split("::", 2)[1];
  const resources = [
    {
      type: types.slice(0, types.lastIndexOf("$")),
      name: "component",
      logicalName: name,
      component: true as const,
    },
    ...found.map(({ type, id }, index) => ({
      type,
      name: `resource${index}`,
      logicalName: name,
      id,
      parent: "component",
      version,
    })),
  ];
  const whose = tags.includes(`${project}/${stack}`)
    ? "It is marked as this stack's: a run that was cut off has left it."
    : `It is not marked as this stack's${tags.length ? ` (its tags: ${tags.join(", ")})` : ""}: taking it in changes it to what the settings say.`;
  return `the ${what} is in Entra ID already, but not in the state of this stack. No second one is made.
${whose}
To take it into the stack, run this, then the same again:

${importCommand(stack, JSON.stringify({ resources }))}

To leave it alone: delete it in Azure, or take another name in the settings.`;
}

/** Without generated code, which is written here already and which not every language host can make. */
function importCommand(stack: string, file: string): string {
  const flags = `--stack ${word(stack)} --yes --protect=false --generate-code=false`;
  return `echo ${word(file)} | pulumi import --file /dev/stdin ${flags}`;
}

function word(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
