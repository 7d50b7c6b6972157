import { Failure } from "./say.mjs";

const NAMES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/**
 * The user's proxies as Node.js takes them: with a scheme, which curl and Go do without (`proxy.example:8080`). Node.js would end in
 * a stack trace for such a value, and show it.
 *
 * @throws Failure for one that is none; its value may hold a password
 */
export function proxies(env) {
  const given = NAMES.filter((name) => env[name]?.trim());
  return Object.fromEntries(
    given.map((name) => {
      const value = env[name].trim();
      const url = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
      if (URL.canParse(url)) return [name, url];
      throw new Failure(
        `${name} is not the address of a proxy, which is written like http://proxy.example:8080. (What it says is not shown: it may hold a password.)`,
      );
    }),
  );
}
