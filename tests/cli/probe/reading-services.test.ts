import { asItIs, choreoFault, numberOf, type Row, switched, testReading } from "./reading.ts";

// Where the services are, and what a credential is worth there.

const html = { status: 200, body: "<html>Sign in</html>" };
const holds: Row[] = [
  ["C1", "its list", asItIs, "holds: It answers with a list."],
  ["C2", "its list", asItIs, "holds: It answers with a list."],
  ["C3", "its list", asItIs, "holds: It answers with a list."],
  ["C4", "WSO2's code", asItIs, "holds: An API that is not there is 404 with 900308."],
  ["C5", "the sandbox's token", asItIs, "holds: Both take it."],
  ["C6", "all fields", asItIs, "holds: Organisation, state and end are there."],
  ["C7", "ACTIVE", asItIs, "holds: It is."],
  ["C8", "apim scopes", asItIs, "holds: 26 are listed."],
  ["C9", "organisations", asItIs, "holds: 1 with both."],
];
const doesNot: Row[] = [
  [
    "C1",
    "another path",
    choreoFault("/publisher/v2/apis\\?", { status: 404 }),
    "does not hold: There is no such path: 404.",
  ],
  [
    "C1",
    "a login page",
    choreoFault("/publisher/v2/apis\\?", html),
    "does not hold: Something else than the API answers there: 200.",
  ],
  [
    "C2",
    "another path",
    choreoFault("/devportal/v2/key-managers", { status: 404 }),
    "does not hold: There is no such path: 404.",
  ],
  [
    "C3",
    "another path",
    choreoFault("/admin/v2/key-managers\\?", { status: 404 }),
    "does not hold: There is no such path: 404.",
  ],
  [
    "C4",
    "other codes",
    choreoFault("/apis/00000000", { status: 404, body: { code: 404123 } }),
    "does not hold: An API that is not there is 404 with the code 404123; the sources have 404 with 900308.",
  ],
  [
    "C5",
    "not taken by the portal",
    choreoFault("/devportal/v2/key-managers", { status: 401 }),
    "does not hold: The Publisher answers 200, the Developer Portal 401.",
  ],
  [
    "C6",
    "other fields",
    choreoFault("/introspect$", { status: 200, body: { organisation: "x" } }),
    "does not hold: It answers without a state.",
  ],
  [
    "C7",
    "another word",
    switched({ personalAccessTokenStatus: "VALID" }),
    "does not hold: It works, and its state is VALID.",
  ],
  [
    "C8",
    "other scopes",
    switched({ personalAccessTokenScopes: [] }),
    "does not hold: None of them begins with apim:.",
  ],
  [
    "C9",
    "no handles",
    choreoFault("/orgs/1.0.0/orgs", { status: 200, body: [{ uuid: "x" }] }),
    "does not hold: 1 of 1 lack one of them.",
  ],
];
const unseen: Row[] = [
  [
    "C1",
    "no scope",
    choreoFault("/publisher/v2/apis\\?", { status: 401 }),
    "could not be seen: It answers 401: these credentials are not enough, or the service is not well.",
  ],
  [
    "C3",
    "no scope",
    switched({ personalAccessTokenScopes: ["apim:api_view", "apim:subscribe"] }),
    "could not be seen: It answers 401: these credentials are not enough, or the service is not well.",
  ],
  [
    "C5",
    "scopes for one of the two alone",
    switched({ personalAccessTokenScopes: ["apim:subscribe"] }),
    "could not be seen: They answer 401 and 200.",
  ],
  [
    "C5",
    "nobody tells",
    switched({ introspection: "absent" }),
    "could not be seen: The credential is no personal access token, or the introspection service could not be reached.",
  ],
  [
    "C9",
    "nobody answers",
    choreoFault("/orgs/1.0.0/orgs", { status: 503 }),
    "could not be seen: Nobody answers there, or without a list.",
  ],
];

testReading((check) => check.side === "choreo" && numberOf(check) < 10, { holds, doesNot, unseen });
