import { withoutSecrets } from "../shared/secrets.ts";

/** Variables whose values must never be shown; see docs/configuration.md. */
const SECRET_VARIABLE = /(SECRET|TOKEN|PASSWORD|PASSPHRASE|_KEY)$/;

/**
 * An engine's or provider's message without the values in it: it goes into a pull request. The engine itself quotes a property
 * that its provider refuses ("property x value {v} has a problem"), and a service may quote what it was sent.
 */
export function withoutValues(message: string, env: NodeJS.ProcessEnv = process.env): string {
  const secrets = Object.entries(env)
    .filter(([name]) => SECRET_VARIABLE.test(name))
    .map(([, value]) => value);
  return withoutSecrets(message, secrets)
    .replace(/ value \{.*?\} has a problem/gs, " has a problem")
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]")
    .replace(/\b(Bearer|Basic) [\w.~+/=-]+/gi, "$1 [secret]")
    .replace(
      /\b((?:client_?)?secret|password|token|assertion)(["']?\s*[=:]\s*["']?)[^\s"'&,;]+/gi,
      "$1$2[secret]",
    );
}
