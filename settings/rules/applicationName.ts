/** ApplicationsApiServiceImpl.java and the specifications: 70 characters in version 2 of the Developer Portal, which Choreo has; then 100. */
const LONGEST = { choreo: 70, apim: 100 } as const;

/**
 * What the control plane takes as the name of an application.
 *
 * @returns what is wrong, or `undefined`
 */
export function applicationNameProblem(name: string, flavour: keyof typeof LONGEST): string | undefined {
  const longest = LONGEST[flavour];
  if (name.length > longest)
    return `has ${name.length} characters; an application in Choreo has at most ${longest}`;
  const wrong = name.match(/[~!@#;%^*+={}|\\<>"',\p{Cc}]/u)?.[0];
  return wrong === undefined
    ? undefined
    : `contains ${JSON.stringify(wrong)}, one of the characters ~ ! @ # ; % ^ * + = { } | \\ < > " ' , that Choreo refuses in the name of an application`;
}
