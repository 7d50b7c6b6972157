import { CliError } from "../shared/errors.ts";
import { entraErrors } from "./aadsts.ts";
import type { WayToSignIn } from "./invoke.ts";

/**
 * Signs in without a browser: plays the pages of the Entra emulator. Only there: a real tenant forbids programs to type
 * passwords, and this one has none to type.
 *
 * @param user user principal name of a person in the sandbox
 */
export function headless(user: string): WayToSignIn {
  return {
    redirect: { paste: true },
    loginHint: user,
    async bring(signInUrl, _redirect, adviceFor) {
      if (!["localhost", "127.0.0.1", "[::1]"].includes(signInUrl.hostname))
        throw new CliError(
          "usage",
          `--headless works in the sandbox only; this stack signs people in at ${signInUrl.host}.`,
          "Leave --headless out and sign in in the browser.",
        );
      // Imported here so that the tool needs no sandbox where it is used with a real tenant.
      const { HeadlessSignInError, signInHeadless } = await import("../../sandbox/entra/headless.ts");
      try {
        return await signInHeadless(signInUrl, { user });
      } catch (error) {
        if (!(error instanceof HeadlessSignInError)) throw error;
        const code = `AADSTS${error.aadsts}`;
        const message = [`${user} could not sign in.`, entraErrors[code]?.meaning, error.message];
        throw new CliError("signIn", message.filter(Boolean).join("\n"), adviceFor(code));
      }
    },
  };
}
