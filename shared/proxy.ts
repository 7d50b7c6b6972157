const VARIABLES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
const PORTS: Record<string, string> = { "http:": "80", "https:": "443" };

/**
 * What to do where the connection that failed was one to the user's proxy, and not to the service. Node.js names the address
 * that it tried, which then is the proxy's, in the error or its cause.
 *
 * @returns a sentence without the proxy's credentials; nothing where no proxy is to blame
 */
export function proxyAdvice(error: unknown, env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (let cause = error; cause instanceof Object; cause = (cause as { cause?: unknown }).cause) {
    const { hostname, port } = cause as { hostname?: string; port?: number };
    for (const variable of VARIABLES) {
      const proxy = URL.parse(env[variable] ?? "");
      if (!proxy) continue;
      const itsPort = proxy.port || PORTS[proxy.protocol];
      if (hostname !== undefined ? hostname === proxy.hostname : port && String(port) === itsPort)
        return `The proxy ${proxy.hostname}:${itsPort}, which ${variable} names, could not be reached. Correct the variable, or name the host in NO_PROXY.`;
    }
  }
  return undefined;
}
