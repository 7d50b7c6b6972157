/** APILifeCycle.json: from each state, the actions and where they lead. Keys are the values of `API.lifeCycleStatus`. */
const lifecycle: Record<string, { title: string; transitions: Record<string, string> }> = {
  CREATED: {
    title: "Created",
    transitions: { "Deploy as a Prototype": "PROTOTYPED", Publish: "PUBLISHED" },
  },
  PROTOTYPED: {
    title: "Prototyped",
    transitions: {
      Publish: "PUBLISHED",
      "Demote to Created": "CREATED",
      "Deploy as a Prototype": "PROTOTYPED",
    },
  },
  PUBLISHED: {
    title: "Published",
    transitions: {
      Block: "BLOCKED",
      "Deploy as a Prototype": "PROTOTYPED",
      "Demote to Created": "CREATED",
      Deprecate: "DEPRECATED",
      Publish: "PUBLISHED",
    },
  },
  BLOCKED: { title: "Blocked", transitions: { Deprecate: "DEPRECATED", "Re-Publish": "PUBLISHED" } },
  DEPRECATED: { title: "Deprecated", transitions: { Retire: "RETIRED" } },
  RETIRED: { title: "Retired", transitions: {} },
};

/** Actions that a state allows. */
export function allowedActions(state: string): string[] {
  return Object.keys(lifecycle[state]?.transitions ?? {});
}

/** The state that an action leads to; undefined where it is not allowed. */
export function transition(state: string, action: string): string | undefined {
  return lifecycle[state]?.transitions[action];
}

export const lifecycleActions: readonly string[] = [
  ...new Set(Object.values(lifecycle).flatMap(({ transitions }) => Object.keys(transitions))),
];

/** The REST object `LifecycleState`: states in words (`Created`), where `API.lifeCycleStatus` shouts (`CREATED`). */
export function showLifecycle(state: string): object {
  const { title, transitions } = lifecycle[state] ?? { title: state, transitions: {} };
  const beforePublishing = state === "CREATED" || state === "PROTOTYPED";
  return {
    state: title,
    checkItems: beforePublishing
      ? [
          {
            name: "Deprecate old versions after publishing the API",
            value: false,
            requiredStates: ["Created", "Prototyped"],
          },
          {
            name: "Requires re-subscription when publishing the API",
            value: false,
            requiredStates: ["Created", "Prototyped"],
          },
        ]
      : [],
    availableTransitions: Object.entries(transitions).map(([event, target]) => ({
      event,
      targetState: lifecycle[target]?.title ?? target,
    })),
  };
}
