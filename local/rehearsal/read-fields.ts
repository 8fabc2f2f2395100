import * as z from "zod/mini";
import { describeIssue } from "./describe-issue.ts";
import { didYouMean } from "./did-you-mean.ts";

/** Where a value stands in a file, from its root. */
export type Path = readonly (string | number)[];
/** Notes a mistake at a path of the file. */
export type Note = (path: Path, message: string) => void;
/** A map of a file, not yet checked. */
export type Fields = Record<string, unknown>;

/** The one word of the map that says what it is; extra and missing ones are noted. */
export function onlyWord(
  fields: Fields,
  words: readonly string[],
  others: readonly string[],
  path: Path,
  note: Note,
): string | null {
  refuseUnknown(fields, [...words, ...others], path, note);
  const found = Object.keys(fields).filter((key) => words.includes(key));
  if (found.length === 1) return found[0] ?? null;
  const unknown = Object.keys(fields).some((key) => !words.includes(key) && !others.includes(key));
  if (found.length === 0 && unknown) return null;
  const held = found.length === 0 ? "none" : found.join(" and ");
  note(path, `${show(path)} holds ${held}; it must hold exactly one of ${words.join(", ")}.`);
  return null;
}

/** The value as the schema reads it, or null with every broken rule noted. */
export function read<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  path: Path,
  note: Note,
): z.infer<S> | null {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code !== "unrecognized_keys") noteIssue(issue, value, path, note);
    else if (isMap(value)) refuseUnknown(value, shapeKeys(schema), path, note);
  }
  return null;
}

function noteIssue(issue: z.core.$ZodIssue, root: unknown, base: Path, note: Note): void {
  const inner = issue.path.filter((key) => typeof key !== "symbol");
  const path = [...base, ...inner];
  const value = inner.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), root);
  const found = value === undefined ? "missing" : JSON.stringify(value);
  note(path, `${show(path)} is ${found}; it ${describeIssue(issue)}.`);
}

/** Notes every field that is not among the known ones, with the nearest that is. */
export function refuseUnknown(
  fields: Fields,
  known: readonly string[],
  path: Path,
  note: Note,
): void {
  for (const key of Object.keys(fields).filter((name) => !known.includes(name)))
    note([...path, key], `${show([...path, key])} is not known. ${didYouMean(key, known)}`);
}

/** The value as a map, or null with a note. */
export function asMap(value: unknown, path: Path, note: Note): Fields | null {
  if (isMap(value) && !Array.isArray(value)) return value;
  note(path, `${show(path)} is ${JSON.stringify(value)}; it must be a map of fields.`);
  return null;
}

/** The value as a list; where it is none, an empty one with a note. */
export function asList(value: unknown, path: Path, note: Note): unknown[] {
  if (Array.isArray(value)) return value;
  note(path, `${show(path)} is ${JSON.stringify(value) ?? "missing"}; it must be a list.`);
  return [];
}

function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}

/** The named fields of a map. */
export function pick(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => keys.includes(key)));
}

function show(path: Path): string {
  if (path.length === 0) return "The file";
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text ? `${text}.${key}` : key),
    "",
  );
}

function shapeKeys(schema: z.ZodMiniType): string[] {
  return schema instanceof z.ZodMiniObject ? Object.keys(schema.def.shape) : [];
}
