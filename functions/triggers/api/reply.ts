import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import type * as z from "zod/mini";
import { describeMistakes, type Mistake, showValue } from "../../core/catalogue/mistake.ts";

/** A body that was understood, or all that is wrong with it. */
export type Read<T> = { kind: "read"; value: T } | { kind: "refused"; response: HttpResponseInit };

/** Answers 200 with JSON. */
export function ok(jsonBody: unknown): HttpResponseInit {
  return { status: 200, jsonBody };
}

/** Answers with a status that refuses, and everything that must be mended. */
export function refuse(status: 400 | 404 | 409 | 410, errors: Mistake[]): HttpResponseInit {
  return { status, jsonBody: { error: describeMistakes(errors), errors } };
}

/** Answers 404: there is no such model in the catalogue, or no such thing of one. */
export function unknown(
  path: string,
  value: unknown,
  rule: string,
  mend: string,
): HttpResponseInit {
  return refuse(404, [{ path, value: showValue(value), rule, mend }]);
}

/** Reads a JSON body by its schema; `by` is who signed in, or on the local platform who says so. */
export async function readBody<Schema extends z.ZodMiniType>(
  request: HttpRequest,
  schema: Schema,
): Promise<Read<z.output<Schema>>> {
  const body = await readJson(request);
  const signedIn = request.headers.get("x-ms-client-principal-name");
  const named = isObject(body) && signedIn !== null ? { ...body, by: signedIn } : body;
  const read = schema.safeParse(named);
  if (read.success) return { kind: "read", value: read.data };
  const errors = read.error.issues.map(({ path, message }) => ({
    path: path.join(".") || "body",
    value: showValue(path.reduce(member, named)),
    rule: `is not right: ${message}`,
    mend: "Send JSON as docs/api.md shows.",
  }));
  return { kind: "refused", response: refuse(400, errors) };
}

async function readJson(request: HttpRequest): Promise<unknown> {
  try {
    return JSON.parse(await request.text());
  } catch {
    return undefined; // the schema says what is missing
  }
}

function member(value: unknown, key: PropertyKey): unknown {
  return isObject(value) ? value[String(key)] : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
