/**
 * The one command that puts right what was changed by hand, in every tool and document. Without --run-program the
 * refresh uses the credentials of the last update, which the state keeps ("Run the program to determine up-to-date state for providers":
 * pulumi up --help).
 */
export const repair = "npm run pulumi -- up --refresh --run-program --stack STACK";

/** A text that holds {@link repair}, with the stack's name in it. */
export function inStack(text: string, stack: string): string {
  return text.replaceAll(repair, () => repair.replace("STACK", () => stack));
}
