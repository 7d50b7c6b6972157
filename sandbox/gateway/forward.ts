import { refused } from "./errors.ts";

/** Headers that belong to one connection, and the token, which is the gateway's alone (RFC 9110, section 7.6.1). */
const dropped = ["authorization", "connection", "content-length", "host", "keep-alive", "transfer-encoding"];

/** Hands an accepted request to the backend and its answer back. */
export async function forward(request: Request, backendUrl: string, path: string): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const name of dropped) headers.delete(name);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  try {
    const answer = await fetch(`${backendUrl}${path}${new URL(request.url).search}`, {
      method: request.method,
      headers,
      ...(hasBody ? { body: await request.arrayBuffer() } : {}),
    });
    const answerHeaders = new Headers(answer.headers);
    for (const name of [
      "connection",
      "content-encoding",
      "content-length",
      "keep-alive",
      "transfer-encoding",
    ]) {
      answerHeaders.delete(name);
    }
    const body = answer.status === 204 || answer.status === 304 ? null : await answer.arrayBuffer();
    return new Response(body, { status: answer.status, headers: answerHeaders });
  } catch {
    throw refused.backendUnreachable();
  }
}
