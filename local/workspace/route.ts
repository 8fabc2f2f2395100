import * as z from "zod/mini";
import { invalidParameter } from "./api-error.ts";

/** One REST call the workspace answers. */
export interface Route {
  /** Name by which faults pick it, such as `jobs.runNow`. */
  name: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with placeholders, such as `/api/2.1/unity-catalog/models/{full_name}`. */
  path: string;
  /** Answers from path, query and body fields taken together. Throws ApiError to refuse. */
  answer(fields: unknown): unknown;
}

/** Makes a route whose input is checked by its schema before the answer sees it. */
export function route<Schema extends z.ZodMiniType>(definition: {
  name: string;
  method: Route["method"];
  path: string;
  input: Schema;
  answer(input: z.output<Schema>): unknown;
}): Route {
  const { name, method, path, input } = definition;
  return { name, method, path, answer: (fields) => definition.answer(parse(input, fields)) };
}

function parse<Schema extends z.ZodMiniType>(schema: Schema, fields: unknown): z.output<Schema> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  const missing = issue !== undefined && readPath(fields, issue.path) === undefined;
  throw invalidParameter(
    missing
      ? `Missing required field: ${field}`
      : `Invalid value for parameter '${field}': ${issue?.message ?? "unreadable"}`,
  );
}

function readPath(value: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : null),
    value,
  );
}

/** An int64 id, sent as a number or as a string of digits; read as a string. */
export const idField = z.pipe(
  z.union([z.string().check(z.regex(/^\d{1,19}$/)), z.int().check(z.gte(0))]),
  z.transform(String),
);
/** A whole number, sent as such or as a string of digits (int64 in JSON, and every query string). */
export const integerField = z.pipe(
  z.union([z.string().check(z.regex(/^-?\d{1,16}$/)), z.int()]),
  z.transform(Number),
);
/** A flag, sent as a boolean or as the words of a query string. */
export const flagField = z.pipe(
  z.union([z.boolean(), z.enum(["true", "false"])]),
  z.transform((value) => String(value) === "true"),
);
/** A text that is not empty. */
export const textField = z.string().check(z.minLength(1));
