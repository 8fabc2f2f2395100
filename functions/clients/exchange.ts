import { setTimeout as sleep } from "node:timers/promises";
import type { TokenCredential } from "@azure/core-auth";
import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  type HttpClient,
  isRestError,
  type Pipeline,
} from "@azure/core-rest-pipeline";
import { bearerToken } from "./bearer-token.ts";
import { HttpError } from "./http-error.ts";
import { isLoopback } from "./loopback.ts";
import { type AttemptEnd, planRetry } from "./plan-retry.ts";

/** One HTTP service and how it is spoken to. */
export interface ExchangeOptions {
  /** Service as errors call it, such as `Databricks workspace`. */
  service: string;
  /** Setting that holds the URL, named in errors: `NIGHTSHIFT_WORKSPACE_URL`. */
  setting: string;
  /** Root of every path: https, or plain http on loopback. */
  baseUrl: string;
  /** Who calls and for which scope; null sends no Authorization header. */
  auth: { credential: TokenCredential; scope: string } | null;
  /** Seconds that a request may take, all its attempts and waits together. @default 60 */
  deadlineSeconds?: number;
  /** Seconds that one attempt may take. @default 30 */
  attemptSeconds?: number;
  /** Source of the jitter, from 0 up to 1. @default Math.random */
  chance?: () => number;
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
  /** How it waits between attempts. @default a timer */
  wait?: (ms: number) => Promise<void>;
}

/** One request of such a service. */
export interface ExchangeRequest {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path below the base URL, its parts already encoded. */
  path: string;
  query?: Record<string, string>;
  /** Text of the body; its type is application/json. */
  body?: string;
  headers?: Record<string, string>;
  /** `safe`: sent again after a reset or a 503. @default safe for GET, PUT and DELETE, never for POST */
  replay?: "safe" | "never";
}

/** Answer to a request that reached its service; any status. */
export interface Answer {
  status: number;
  contentType: string;
  text: string;
  /** Where a redirect points, which is not followed; null elsewhere. */
  location: string | null;
  /** Value of any other header; null where it is absent. */
  header(name: string): string | null;
}

/** Sends requests to one service, again where that is safe. Throws `HttpError` where no answer came in time. */
export interface Exchange {
  /** Host and port, for messages. */
  host: string;
  send(request: ExchangeRequest): Promise<Answer>;
}

type Settled = { end: AttemptEnd; answer: Answer | null; cause: unknown };

/** Creates an exchange. Throws where the base URL is neither https nor loopback. */
export function createExchange(options: ExchangeOptions): Exchange {
  const { service, setting, baseUrl, deadlineSeconds = 60, attemptSeconds = 30 } = options;
  const { chance = Math.random, now = Date.now, wait = sleepMs } = options;
  const root = checkBaseUrl(options);
  const pipeline = createPipeline(options, now);
  const client = createDefaultHttpClient();

  async function send(request: ExchangeRequest): Promise<Answer> {
    const replay = request.replay ?? (request.method === "POST" ? "never" : "safe");
    const deadline = now() + deadlineSeconds * 1000;
    for (let attempt = 1; ; attempt++) {
      const timeout = Math.max(1, Math.min(attemptSeconds * 1000, deadline - now()));
      const { end, answer, cause } = await attemptOnce(pipeline, client, root, request, timeout);
      const plan = planRetry({ end, attempt, replay, now: now(), chance: chance() });
      if (plan.kind === "retry" && now() + plan.waitMs < deadline) {
        await wait(plan.waitMs);
        continue;
      }
      if (answer !== null) return answer;
      throw new HttpError(
        `${service} ${root.host}: ${request.method} ${request.path} got no answer in ${attempt} attempt(s): ${reason(cause)}. Check ${setting} ("${root.origin}"), its name resolution and the private endpoint.`,
        { status: null, errorCode: null, cause },
      );
    }
  }

  return { host: new URL(baseUrl).host, send };
}

function checkBaseUrl({ service, setting, baseUrl }: ExchangeOptions): URL {
  const url = URL.parse(baseUrl);
  if (url === null)
    throw new Error(
      `${service}: ${setting} is "${baseUrl}"; it must be a URL such as https://host.`,
    );
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(baseUrl))) return url;
  throw new Error(
    `${service}: ${setting} is "${url.origin}"; it must use https. Plain http is for loopback only.`,
  );
}

function createPipeline({ auth }: ExchangeOptions, now: () => number): Pipeline {
  const pipeline = createEmptyPipeline();
  pipeline.addPolicy(decompressResponsePolicy());
  if (auth !== null) pipeline.addPolicy(bearerToken({ ...auth, now }));
  return pipeline;
}

async function attemptOnce(
  pipeline: Pipeline,
  client: HttpClient,
  root: URL,
  request: ExchangeRequest,
  timeout: number,
): Promise<Settled> {
  const url = urlOf(root, request);
  const headers = createHttpHeaders({ Accept: "application/json", ...request.headers });
  if (request.body !== undefined) headers.set("Content-Type", "application/json");
  try {
    const answer = await pipeline.sendRequest(
      client,
      createPipelineRequest({
        url: url.href,
        method: request.method,
        headers,
        body: request.body,
        timeout,
        allowInsecureConnection: root.protocol === "http:",
      }),
    );
    return {
      end: {
        kind: "answered",
        status: answer.status,
        retryAfter: answer.headers.get("retry-after") ?? null,
      },
      answer: {
        status: answer.status,
        contentType: answer.headers.get("content-type") ?? "",
        text: answer.bodyAsText ?? "",
        location: answer.headers.get("location") ?? null,
        header: (name) => answer.headers.get(name) ?? null,
      },
      cause: null,
    };
  } catch (cause) {
    if (!isRestError(cause) && !isAbort(cause)) throw cause;
    return { end: { kind: "unanswered" }, answer: null, cause };
  }
}

function urlOf(root: URL, { path, query = {} }: ExchangeRequest): URL {
  const url = new URL(path === "" ? root : root.href.replace(/\/$/, "") + path);
  // Paths may come from answers (next pages): none may lead the token elsewhere.
  if (url.origin !== root.origin) throw new Error(`Exchange: a path leads away from ${root.host}.`);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url;
}

function reason(cause: unknown): string {
  if (isAbort(cause)) return "it took too long";
  return cause instanceof Error ? cause.message : String(cause);
}

function isAbort(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "AbortError";
}

async function sleepMs(ms: number): Promise<void> {
  await sleep(ms);
}
