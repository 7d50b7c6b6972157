import type { OpenAPIBackend, Operation } from "openapi-backend";
import type { Exchange, Flavour } from "../../sandbox/choreo/index.ts";
import { type Deviation, deviations } from "./deviations.ts";
import { specFor } from "./specs.ts";

/** A request or an answer that does not fit the official OpenAPI file. */
export interface Violation {
  operation: string;
  status: number;
  side: "request" | "answer";
  what: string;
}

export interface ContractRecording {
  /** Checks all that was recorded since the last time, and forgets it. */
  violations(): Promise<Violation[]>;
  /** Operations with the statuses they gave, `POST /applications 201`, since the beginning. */
  seen(): string[];
  stop(): void;
}

/**
 * Listens to an emulated control plane and checks every request that it gets and every answer that it gives against the official
 * OpenAPI files, but for the {@link deviations}.
 *
 * @example
 * const contract = recordContract(choreo);
 * …
 * expect(await contract.violations()).toEqual([]);
 */
export function recordContract(emulator: {
  flavour: Flavour;
  onExchange(listener: (exchange: Exchange) => void): () => void;
}): ContractRecording {
  const { flavour } = emulator;
  let recorded: Exchange[] = [];
  const seen = new Set<string>();
  const stop = emulator.onExchange((exchange) => {
    recorded.push(exchange);
  });
  return {
    stop,
    seen: () => [...seen].sort(),
    violations: async () => {
      const exchanges = recorded;
      recorded = [];
      const found: Violation[] = [];
      for (const exchange of exchanges) found.push(...(await check(flavour, exchange, seen)));
      return found;
    },
  };
}

async function check(flavour: Flavour, exchange: Exchange, seen: Set<string>): Promise<Violation[]> {
  const url = new URL(exchange.path, "https://localhost");
  const spec = await specFor(flavour, url.pathname);
  if (!spec) {
    if (!url.pathname.startsWith("/api/am/")) return [];
    return [violation(exchange, url.pathname, "request", "The path is of no OpenAPI file")];
  }
  // Choreo's organisation resolver is not part of the published source; all of Choreo's clients send this parameter.
  if (flavour === "choreo") url.searchParams.delete("organizationId");
  const request = {
    method: exchange.method.toLowerCase(),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: exchange.headers,
    body: withoutNulls(jsonOf(exchange.requestBody)),
  };
  const operation = spec.matchOperation(request);
  const name = operation
    ? `${exchange.method} ${operation.path}`
    : `${exchange.method} ${url.pathname.replace(/^\/api\/am\/\w+\/v\d/, "").replaceAll(/[0-9a-f-]{36}|unknown[\w-]*/g, "{id}")}`;
  seen.add(`${name} ${exchange.status}`);
  const known = deviations.filter(
    (one) => (!one.flavour || one.flavour === flavour) && (one.operation === "*" || one.operation === name),
  );
  if (!operation) {
    return known.some(({ status }) => status === exchange.status)
      ? []
      : [violation(exchange, name, "request", "The OpenAPI file has no such operation")];
  }
  const complaints = [
    ...requestComplaints(spec, operation, request, exchange).map((what) => ({
      side: "request" as const,
      what,
    })),
    ...answerComplaints(spec, operation, exchange, known).map((what) => ({ side: "answer" as const, what })),
  ];
  return complaints
    .filter(({ what }) => !known.some(({ about }) => about?.test(what)))
    .map(({ side, what }) => violation(exchange, name, side, what));
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
  { method, status, responseBody }: Exchange,
  known: Deviation[],
): string[] {
  const listed = operation.responses?.[String(status)];
  if (!listed && !known.some((one) => one.status === status)) return [`Status ${status} is not listed`];
  if (!listed)
    return responseBody === "" || isError(responseBody) ? [] : sameAsSuccess(spec, operation, responseBody);
  if (!hasBody(listed)) return responseBody === "" ? [] : ["A body is not foreseen"];
  if (responseBody === "") return method === "HEAD" ? [] : ["The body is empty"];
  return validate(spec, operation, status, responseBody);
}

/** A success under another status than the file lists has to have the listed success's shape. */
function sameAsSuccess(spec: OpenAPIBackend, operation: Operation, body: string): string[] {
  const success = Object.keys(operation.responses ?? {}).find(
    (status) => status.startsWith("2") && hasBody(operation.responses?.[status]),
  );
  return success ? validate(spec, operation, Number(success), body) : [];
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

function violation(exchange: Exchange, operation: string, side: Violation["side"], what: string): Violation {
  return { operation, status: exchange.status, side, what };
}

/** WSO2's `Error`: `code` and `message` are required. */
function isError(body: string): boolean {
  const error = jsonOf(body) as { code?: unknown; message?: unknown } | undefined;
  return Number.isInteger(error?.code) && typeof error?.message === "string";
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
