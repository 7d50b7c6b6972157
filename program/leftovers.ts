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
  /** Its tags, for people. */
  tags: string[];
  /** Whether it is certain that this stack made it. */
  isOurs: boolean;
  /** Version of the azuread plugin that this program uses. */
  version: string;
}

/**
 * The error for an object that exists already, with the command that takes it into the stack.
 *
 * For what is not marked as this stack's, the command reads its resources from a file, because only a file can name the component they
 * belong to. One line, as the engine indents what it shows and a here-document would not end.
 */
export function alreadyThere({ urn, what, found, tags, isOurs, version }: AlreadyThere): string {
  const [prefix, , types, name] = urn.split(/::/, 4) as [string, string, string, string];
  const stack = prefix.slice(prefix.lastIndexOf(":") + 1);
  const said = `the ${what} is in Entra ID already, but not in the state of this stack. No second one is made.`;
  if (isOurs) {
    return `${said}
It is marked as this stack's: a run that was cut off has left it.
${recoverFirst(stack)}`;
  }
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
  return `${said}
It is not marked as this stack's${tags.length ? ` (its tags: ${tags.join(", ")})` : ""}: taking it in changes it to what the settings say.
To take it into the stack, run this, then the same again:

${importCommand(stack, JSON.stringify({ resources }))}

To leave it alone: delete it in Azure, or take another name in the settings.`;
}

/** An application with the name of this stack, or with its id too. */
export interface Stray {
  id: string;
  displayName: string;
  /** That of its tags. */
  stackId: string | undefined;
  /** Whether that is this stack's. */
  isSure: boolean;
}

/** What a run that was cut off has left in Entra ID, all of it in one message; apart from that, what may be another stack's. */
export function leftBehind(strays: Stray[], stack: string): string {
  const list = (applications: Stray[]) =>
    applications
      .map(({ id, displayName, stackId, isSure }) => {
        const of = isSure ? "" : stackId ? `, of the stack id ${stackId}` : ", of no stack id";
        return `  - application "${displayName}" (object id ${id})${of}`;
      })
      .join("\n");
  const sure = strays.filter(({ isSure }) => isSure);
  const unsure = strays.filter(({ isSure }) => !isSure);
  return [
    ...(sure.length
      ? [
          `Entra ID has what is marked as this stack's and is not in its state; a run that was cut off has left it:
${list(sure)}
${recoverFirst(stack)}`,
        ]
      : []),
    ...(unsure.length
      ? [
          `Entra ID has what bears the name of this stack and is not in its state:
${list(unsure)}
It may belong to another stack of the same name, say of another repository: then give this one another name, or its project. If it is this
stack's, because its state was lost or a run of an earlier version was cut off, run this, then the same again:

${recoverCommand(stack, unsure)}
`,
        ]
      : []),
  ].join("\n");
}

/** What Entra ID has of what a stack is about to give: it keeps each but once. */
export interface GivenByHand extends Leftover {
  /** As a person would find it: `the assignment of ada@… to books`. */
  what: string;
  /** Of the resource that would be made. */
  name: string;
  /** URN of its component, which the state has. */
  component: string;
  /** Where in Azure it can be taken back. */
  where: string;
}

/** The error for all of it, with the command that takes it into the stack. */
export function givenByHand(given: GivenByHand[], stack: string, version: string): string {
  const components = [...new Set(given.map(({ component }) => component))];
  const key = (component: string) => `component${components.indexOf(component)}`;
  const nameTable = Object.fromEntries(components.map((component) => [key(component), component]));
  const resources = given.map(({ type, id, name, component }, index) => ({
    type,
    name: `resource${index}`,
    logicalName: name,
    id,
    parent: key(component),
    version,
  }));
  return `Entra ID has already what these settings are to give, and takes no second one. Somebody has given it by hand, or a run that was cut off:
${given.map(({ what }) => `  - ${what}`).join("\n")}
To take it into the stack, which from then on changes and removes it, run this, then the same again:

${importCommand(stack, JSON.stringify({ nameTable, resources }))}

Or take it back in Azure (Enterprise applications): ${[...new Set(given.map(({ where }) => where))].join("; ")}. Left alone and taken out of the settings it stays as it is.`;
}

function recoverFirst(stack: string): string {
  return `To go on where that run stopped, run this, then the same again:

${recoverCommand(stack)}
`;
}

function recoverCommand(stack: string, applications: { id: string }[] = []): string {
  const named = applications.length ? ` --application ${applications.map(({ id }) => id).join(" ")}` : "";
  return `npm run recover -- --stack ${word(stack)}${named}`;
}

/** Without generated code, which is written here already and which not every language host can make. */
function importCommand(stack: string, file: string): string {
  const flags = `--stack ${word(stack)} --yes --protect=false --generate-code=false`;
  return `echo ${word(file)} | pulumi import --file /dev/stdin ${flags}`;
}

/** For a shell. */
export function word(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
