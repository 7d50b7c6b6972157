import type { OpenAPIBackend, Operation } from "openapi-backend";
import type { Exchange, Flavour, Release } from "../../sandbox/choreo/index.ts";
import type { Deviation } from "./deviation.ts";
import { deviations } from "./deviations.ts";
import { isWithoutSpec, specFor } from "./specs.ts";

/** A request or an answer that does not fit the official OpenAPI file. */
export interface Violation {
  operation: string;
  status: number;
  side: "request" | "answer";
  what: string;
}

type Complaint = Pick<Violation, "side" | "what">;

/** Holds one exchange to the file of its path. No operation and no violations for paths that no file is about. */
export async function check(
  { flavour, release }: { flavour: Flavour; release?: Release },
  exchange: Exchange,
): Promise<{ operation?: string; violations: Violation[] }> {
  const { method, status } = exchange;
  const url = new URL(exchange.path, "https://localhost");
  const of = (operation: string, complaints: Complaint[]) => ({
    operation,
    violations: complaints.map(({ side, what }): Violation => ({ operation, status, side, what })),
  });
  const spec = await specFor(flavour, url.pathname, release);
  if (!spec) {
    if (!url.pathname.startsWith("/api/am/") || isWithoutSpec(flavour, url.pathname))
      return { violations: [] };
    return of(url.pathname, [{ side: "request", what: "The path is of no OpenAPI file" }]);
  }
  // Choreo's organisation resolver is not part of the published source; all of Choreo's clients send this parameter.
  if (flavour === "choreo") {
    url.searchParams.delete("organizationId");
    // Of Choreo's newest developer portal (wso2/api-developer-portal-core); the branch's file of 2023 does not know it.
    url.searchParams.delete("devPortalAppEnv");
  }
  const request = {
    method: method.toLowerCase(),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: exchange.headers,
    body: withoutNulls(jsonOf(exchange.requestBody)),
  };
  const operation = spec.matchOperation(request);
  const name = `${method} ${operation?.path ?? withoutIds(url.pathname)}`;
  const known = deviations.filter((one) => applies(one, flavour, name, operation));
  if (!operation) {
    const why = "The OpenAPI file has no such operation";
    return of(name, known.some((one) => covers(one, exchange)) ? [] : [{ side: "request", what: why }]);
  }
  const complaints: Complaint[] = [
    ...requestComplaints(spec, operation, request, exchange).map((what) => ({
      side: "request" as const,
      what,
    })),
    ...answerComplaints(spec, operation, exchange, known).map((what) => ({ side: "answer" as const, what })),
  ];
  return of(
    name,
    complaints.filter(({ what }) => !known.some(({ about }) => about?.test(what))),
  );
}

function applies(one: Deviation, flavour: Flavour, name: string, operation: Operation | undefined): boolean {
  if (one.flavour && one.flavour !== flavour) return false;
  if (one.operation !== "*") return one.operation === name;
  if (one.takes === "body") return operation?.requestBody !== undefined;
  if (one.takes === "pages") {
    return (operation?.parameters ?? []).some(
      (parameter) => "name" in parameter && parameter.name === "limit",
    );
  }
  return operation !== undefined;
}

/** Whether the deviation is about an answer of this status and code. */
function covers({ status, codes }: Deviation, exchange: Exchange): boolean {
  if (status !== exchange.status) return false;
  if (!codes) return !isError(exchange.responseBody);
  const { code } = (jsonOf(exchange.responseBody) ?? {}) as { code?: number };
  return code === undefined ? exchange.responseBody === "" : codes.includes(code);
}

/** A request that was refused as malformed is rightly out of contract. */
function requestComplaints(
  spec: OpenAPIBackend,
  operation: Operation,
  request: Parameters<OpenAPIBackend["matchOperation"]>[0],
  { status }: Exchange,
): string[] {
  if (status === 400 || status === 415) return [];
  const { errors } = spec.validateRequest(request, operation);
  return (errors ?? []).map(({ instancePath, message, params }) => complaint(instancePath, message, params));
}

function answerComplaints(
  spec: OpenAPIBackend,
  operation: Operation,
  exchange: Exchange,
  known: Deviation[],
): string[] {
  const { method, status, responseBody } = exchange;
  const listed = operation.responses?.[String(status)];
  if (!listed) {
    if (!known.some((one) => covers(one, exchange)))
      return [`Status ${status}${codeOf(responseBody)} is not listed`];
    return status >= 200 && status < 300
      ? sameAsSuccess(spec, operation, responseBody)
      : shapeOfError(responseBody);
  }
  if (!hasBody(listed)) return responseBody === "" ? [] : ["A body is not foreseen"];
  if (responseBody === "") return method === "HEAD" ? [] : ["The body is empty"];
  return validate(spec, operation, status, responseBody);
}

/** A success under another status than the file lists has to have the listed success's shape. */
function sameAsSuccess(spec: OpenAPIBackend, operation: Operation, body: string): string[] {
  if (body === "") return [];
  const success = Object.keys(operation.responses ?? {}).find(
    (status) => status.startsWith("2") && hasBody(operation.responses?.[status]),
  );
  return success ? validate(spec, operation, Number(success), body) : [];
}

/** WSO2's `Error`: `code` and `message` are required, the rest is there too. */
function shapeOfError(body: string): string[] {
  if (body === "") return [];
  const names = Object.keys(jsonOf(body) as object).sort();
  return names.join() === "code,description,error,message,moreInfo"
    ? []
    : [`An error of ${names.join(", ")}`];
}

function isError(body: string): boolean {
  const error = jsonOf(body) as { code?: unknown; message?: unknown } | undefined;
  return Number.isInteger(error?.code) && typeof error?.message === "string";
}

function codeOf(body: string): string {
  const { code } = (jsonOf(body) ?? {}) as { code?: number };
  return code === undefined ? "" : ` with code ${code}`;
}

function hasBody(response: unknown): boolean {
  const { content } = (response ?? {}) as { content?: object };
  return Object.keys(content ?? {}).length > 0;
}

function validate(spec: OpenAPIBackend, operation: Operation, status: number, body: string): string[] {
  const { errors } = spec.validateResponse(withoutNulls(jsonOf(body)), operation, status);
  return (errors ?? []).map(({ instancePath, message, params }) => complaint(instancePath, message, params));
}

function complaint(path: string, message: string | undefined, params: unknown): string {
  return `${path || "/"} ${message ?? ""} ${JSON.stringify(params)}`;
}

/** `/applications/{id}/oauth-keys/{id}` of a path that the file does not have. */
function withoutIds(path: string): string {
  return path.replace(/^\/api\/am\/\w+\/v\d/, "").replaceAll(/[0-9a-f-]{36}|unknown[\w-]*/g, "{id}");
}

function jsonOf(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Jackson writes null for what is absent and reads it so; the files mark next to nothing as nullable. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}
