import { descriptionOf } from "../components/index.ts";
import type { ExistingApplication } from "../providers/choreo/index.ts";
import { type Problem, type ResolvedClient, type ResolvedSettings, unchecked } from "../settings/index.ts";
import { planOf } from "../settings/planOf.ts";
import { type Findings, joined } from "./history/findings.ts";
import { folded, type History } from "./history/index.ts";

const nothing: Findings = { problems: [], notices: [] };

type Look = (application: string) => Promise<ExistingApplication | undefined>;

/**
 * What is in Choreo already of that which a run would make for the clients: applications, keys and subscriptions that somebody else has
 * made, which would be refused in the middle of the run or, with `adopt`, taken over. Only clients are looked at of which the state lacks
 * something, so that a run without news asks nothing.
 */
export async function existingInChoreo(
  history: History,
  settings: ResolvedSettings,
  look: Look,
): Promise<Findings> {
  const found = await Promise.all(
    Object.entries(settings.clients).map(async ([key, client]): Promise<Findings> => {
      const [isRenamed, lacks] = [
        getsAnotherName(history, key, client),
        lacksSomething(history, key, client, settings),
      ];
      if (!isRenamed && !lacks) return nothing;
      try {
        const application = await look(client.applicationName);
        if (!application) return { problems: [], notices: nothingToTakeOver(history, key, client) };
        const taken = isRenamed ? takenBy(application, history, key, client) : [];
        if (taken.length > 0) return { problems: taken, notices: [] };
        return lacks ? findingsOn(application, key, client, history, settings) : nothing;
      } catch (error) {
        return {
          problems: [],
          notices: [unchecked(["clients", key], "what there is of it in Choreo", error)],
        };
      }
    }),
  );
  return joined(found);
}

/** An application that exists is called otherwise in this run; a change of case alone finds itself. */
function getsAnotherName(history: History, key: string, client: ResolvedClient): boolean {
  // Who gets a key of another one's application gives its own up.
  if (client.application.of !== undefined) return false;
  const before = history.entry("choreoApplication", key, client)?.outputs.name;
  return before !== undefined && folded(before) !== folded(client.applicationName);
}

function takenBy(
  { applicationId }: ExistingApplication,
  history: History,
  key: string,
  client: ResolvedClient,
): Problem[] {
  if (history.entry("key", key, client)?.outputs.applicationId === applicationId) return [];
  const message = `would have the name ${JSON.stringify(client.applicationName)} in Choreo, which another application (${applicationId}) has already. Give it another "application.name", or delete that one in the Developer Portal`;
  return [{ path: ["clients", key], message }];
}

function nothingToTakeOver(history: History, key: string, client: ResolvedClient): string[] {
  if (!client.adopt || history.entry("choreoApplication", key, client)) return [];
  const name = JSON.stringify(client.applicationName);
  return [
    `clients.${key}.adopt: takes nothing over, as Choreo has no application ${name}: this run makes it`,
  ];
}

function lacksSomething(history: History, key: string, client: ResolvedClient, settings: ResolvedSettings) {
  return (
    isNew(history, key, client) ||
    !history.entry("key", key, client) ||
    newSubscriptions(history, key, client, settings).length > 0
  );
}

/** Whether this run makes its application. */
function isNew(history: History, key: string, client: ResolvedClient): boolean {
  return client.application.of === undefined && !history.entry("choreoApplication", key, client);
}

/** The APIs that a client is to be subscribed to, and of which its state has no subscription. */
function newSubscriptions(
  history: History,
  key: string,
  client: ResolvedClient,
  { apis }: ResolvedSettings,
): { api: string; apiId: string }[] {
  const names = [key, ...client.formerly];
  const known = history
    .all("subscription")
    .filter(({ name }) => names.some((each) => name.startsWith(`${each}-`)))
    .map(({ outputs }) => outputs.apiId);
  return client.subscribes
    .map((api) => ({ api, apiId: apis[api]?.choreo.apiId as string }))
    .filter(({ apiId }) => !known.includes(apiId));
}

function findingsOn(
  application: ExistingApplication,
  key: string,
  client: ResolvedClient,
  history: History,
  settings: ResolvedSettings,
): Findings {
  const { applicationName, adopt, keyType: wanted } = client;
  const name = `the application ${JSON.stringify(applicationName)} in Choreo (${application.applicationId})`;
  const isFresh = isNew(history, key, client);
  const problem = (...[message, ...rest]: string[]): Problem => ({
    path: ["clients", key, ...rest],
    message: message as string,
  });
  if (isFresh && !adopt && !isLeftover(application, client, history.stackId())) {
    const { length } = Object.keys(application.subscriptions);
    const has = `${count(application.keys.length, "key")} and ${count(length, "subscription")}`;
    return {
      problems: [
        problem(
          `there is ${name} already, with ${has}, and this stack did not make it. "adopt: true" on this client takes it over: description and policies become those of these settings, and destroy deletes it. Else give the client another displayName`,
        ),
      ],
      notices: [],
    };
  }
  const problems: Problem[] = [];
  const ownClientId = history.entry("clientApplication", key, client)?.outputs.clientId;
  const { identityProvider } = settings;
  const taken = application.keys.find(
    ({ keyManager = "", keyType, consumerKey }) =>
      [identityProvider.id, identityProvider.name].includes(keyManager) &&
      keyType === wanted &&
      consumerKey !== ownClientId,
  );
  if (taken && !history.entry("key", key, client))
    problems.push(
      problem(
        `${name} has a ${wanted} key of ${identityProvider.name} already: ${taken.consumerKey ?? "one that the token may not see"}. An application has one, and it is never replaced, as another client uses it; remove it in the Developer Portal first`,
      ),
    );
  const others = newSubscriptions(history, key, client, settings).flatMap(({ api, apiId }) => {
    const plan = application.subscriptions[apiId];
    return plan !== undefined && plan !== planOf(client, api) ? [{ api, plan }] : [];
  });
  if (!adopt)
    for (const { api, plan } of others)
      problems.push(
        problem(
          `${name} is subscribed to ${api} already, with the plan ${JSON.stringify(plan)} and not ${JSON.stringify(planOf(client, api))}. Name that one, or take the subscription over with "adopt: true" on this client, which changes its plan`,
          ...(Object.hasOwn(client.subscriptionPolicies, api)
            ? ["subscriptionPolicies", api]
            : ["subscriptionPolicy"]),
        ),
      );
  const plans = others.map(
    ({ api, plan }) => `; the plan of ${api} changes from ${plan} to ${planOf(client, api)}`,
  );
  return {
    problems,
    notices:
      isFresh && adopt
        ? [
            `clients.${key}: takes over ${name}: description and policies become those of these settings${plans.join("")}; destroy deletes it`,
          ]
        : [],
  };
}

/** What the provider takes for made by a run of this stack that was cut off (providers/choreo/Application). */
function isLeftover(
  { description, throttlingPolicy, keys, subscriptions }: ExistingApplication,
  { application }: ResolvedClient,
  stackId: string | undefined,
): boolean {
  if (throttlingPolicy !== application.throttlingPolicy) return false;
  if (application.description === undefined)
    return stackId !== undefined && description === descriptionOf(stackId);
  const isEmpty = keys.length + Object.keys(subscriptions).length === 0;
  return description === application.description && description !== "" && isEmpty;
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
