import { Agent } from "node:https";
import axios, { type AxiosResponse } from "axios";
import { entra as seed } from "../seed.ts";

/** The sign-in ended on a page of Entra's instead of going back to the client. */
export class HeadlessSignInError extends Error {
  /** AADSTS number, `undefined` for an answer that isn't one of the emulator's pages. */
  readonly aadsts: number | undefined;

  constructor(message: string, aadsts?: number) {
    super(message);
    this.name = "HeadlessSignInError";
    this.aadsts = aadsts;
  }
}

export interface HeadlessOptions {
  /** User principal name. */
  user: string;
  /** The sandbox's one password by default. */
  password?: string;
  /** What to do on a consent page; an administrator may accept for everybody. Default `accept`. */
  consent?: "accept" | "accept for everybody" | "cancel";
  /** PEM of the CA to trust, where `NODE_EXTRA_CA_CERTS` doesn't name it already. */
  ca?: string;
  /** Cookies by name, kept and added to: give the same object again for a second sign-in in "the same browser". */
  cookies?: Map<string, string>;
}

const MOST_STEPS = 10;

/**
 * Plays the person in front of the emulator's pages: opens the authorization URL, fills in the sign-in form, answers the
 * consent page, and follows until the browser would leave for the client.
 *
 * @returns the address that the client gets: with `code` and `state`, or with `error`. Parameters of a `form_post` answer are
 *   put into its query.
 * @throws HeadlessSignInError with the AADSTS code of the page it ended on
 * @example `const back = await signInHeadless(url, { user: "ada@taylordean.example" });`
 */
export async function signInHeadless(
  authorizeUrl: URL | string,
  { user, password = seed.password, consent = "accept", ca, cookies = new Map() }: HeadlessOptions,
): Promise<URL> {
  const start = new URL(authorizeUrl);
  const browser = new Browser(cookies, ca);
  let response = await browser.get(start);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { location } = response.headers as { location?: string };
    if (location) {
      const target = new URL(location, start);
      if (target.origin !== start.origin) return target;
      response = await browser.get(target);
      continue;
    }
    const page = readPage(String(response.data));
    if (page.name === "form-post") return withQuery(page.action, page.hidden);
    if (page.name === "sign-in" && page.aadsts === undefined)
      response = await browser.post(new URL(page.action, start), {
        ...page.hidden,
        login: user,
        passwd: password,
        action: "sign-in",
      });
    else if (page.name === "consent" || (page.name === "admin-consent" && consent === "cancel"))
      response = await browser.post(new URL(page.action, start), {
        ...page.hidden,
        action: consent === "cancel" ? "cancel" : "accept",
        ...(consent === "accept for everybody" ? { everybody: "yes" } : {}),
      });
    else throw new HeadlessSignInError(page.problem, page.aadsts);
  }
  throw new HeadlessSignInError(`The sign-in did not end after ${MOST_STEPS} steps.`);
}

class Browser {
  readonly #cookies: Map<string, string>;
  readonly #agent: Agent;

  constructor(cookies: Map<string, string>, ca: string | undefined) {
    this.#cookies = cookies;
    this.#agent = new Agent(ca === undefined ? {} : { ca });
  }

  get(url: URL): Promise<AxiosResponse> {
    return this.#send("GET", url);
  }

  post(url: URL, form: Record<string, string>): Promise<AxiosResponse> {
    return this.#send("POST", url, new URLSearchParams(form));
  }

  async #send(method: string, url: URL, data?: URLSearchParams): Promise<AxiosResponse> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await axios({
      method,
      url: url.href,
      headers: cookie ? { cookie } : {},
      maxRedirects: 0,
      responseType: "text",
      validateStatus: () => true,
      proxy: false,
      httpsAgent: this.#agent,
      ...(data ? { data } : {}),
    });
    for (const line of response.headers["set-cookie"] ?? []) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}

/** Reads the emulator's own pages, whose form is known; no general HTML parser. */
function readPage(html: string) {
  const text = (markup: string) => decodeEntities(markup.replace(/<[^>]+>/g, "")).trim();
  const aadsts = /<main[^>]* data-aadsts="(\d+)"/.exec(html)?.[1];
  const problem = /<p class="error"[^>]*>(.*?)<\/p>/s.exec(html)?.[1];
  const inputs = html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return {
    name: /<main data-page="([\w-]+)"/.exec(html)?.[1],
    action: decodeEntities(/<form method="post" action="([^"]*)"/.exec(html)?.[1] ?? ""),
    hidden: Object.fromEntries(
      [...inputs].map(([, name = "", value = ""]) => [decodeEntities(name), decodeEntities(value)]),
    ),
    aadsts: aadsts === undefined ? undefined : Number(aadsts),
    problem: problem ? text(problem) : "The answer is not a page of the emulator.",
  };
}

const decodeEntities = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

function withQuery(action: string, params: Record<string, string>): URL {
  const url = new URL(action);
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return url;
}
