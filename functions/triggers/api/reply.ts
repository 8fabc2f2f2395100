import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import * as z from "zod/mini";
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

/** Answers 404: what the route names is not there. */
export function notFound(
  path: string,
  value: string,
  rule: string,
  mend: string,
): HttpResponseInit {
  return refuse(404, [{ path, value: showValue(value), rule, mend }]);
}

/** Reads a JSON body by its schema; `by` is who signed in, or on the local platform who says so. */
export async function readBody<Schema extends z.ZodMiniObject>(
  request: HttpRequest,
  schema: Schema,
): Promise<Read<z.output<Schema>>> {
  const body = await readJson(request);
  const signedIn = request.headers.get("x-ms-client-principal-name");
  const named = isObject(body) && signedIn !== null ? { ...body, by: signedIn } : body;
  const read = z.safeParse(schema, named);
  if (read.success) return { kind: "read", value: read.data };
  const known = Object.keys(schema.shape).join(", ");
  const errors = read.error.issues.flatMap((issue) => describe(issue, named, known));
  return { kind: "refused", response: refuse(400, errors) };
}

function describe(issue: z.core.$ZodIssue, body: unknown, known: string): Mistake[] {
  const shown = (key: PropertyKey) => showValue(isObject(body) ? body[String(key)] : undefined);
  if (issue.code === "unrecognized_keys") {
    const rule = "stands under a key that is not known";
    const mend = `Known are ${known}.`;
    return issue.keys.map((key) => ({ path: key, value: shown(key), rule, mend }));
  }
  const [key] = issue.path;
  const mend = `Send a JSON object with ${known}.`;
  if (key === undefined) {
    return [{ path: "body", value: showValue(body), rule: "must be a JSON object", mend }];
  }
  return [{ path: String(key), value: shown(key), rule: issue.message, mend }];
}

async function readJson(request: HttpRequest): Promise<unknown> {
  const text = await request.text();
  try {
    return JSON.parse(text);
  } catch {
    return text; // what is no JSON is refused as the text that it is
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
