import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** An HTTP request whose body has been read. */
export interface Request {
  method: string;
  /** Path as sent, still encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** Scheme, host and port that the caller used. */
  origin: string;
}

/** An HTTP answer. */
export interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body: Uint8Array;
}

/** A JSON answer; without a value the body is empty. */
export function respond(
  status: number,
  value?: unknown,
  headers: Record<string, string> = {},
): Reply {
  if (value === undefined) return { status, headers, body: new Uint8Array() };
  const body = Buffer.from(JSON.stringify(value));
  return { status, headers: { "Content-Type": "application/json", ...headers }, body };
}

/** Whether what a request brings is the token, in a time that tells nothing of it; null refuses everything. */
export function isToken(given: string | string[] | undefined, token: string | null): boolean {
  if (token === null || typeof given !== "string") return false;
  const [left, right] = [Buffer.from(given), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}
