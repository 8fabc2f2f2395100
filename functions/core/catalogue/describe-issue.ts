import type * as z from "zod/mini";
import { nodeAt, type SchemaNode } from "./catalogue-schema.ts";
import { type Mistake, showValue } from "./mistake.ts";
import { nearestName } from "./nearest-name.ts";

type Issue = z.core.$ZodIssue;

/** The mistakes behind one schema issue of the model definition `model`, in a person's words. */
export function describeIssue(
  issue: Issue,
  model: { id: string; value: unknown; schema: SchemaNode },
): Mistake[] {
  const path = [model.id, ...issue.path].map(String).join(".");
  const value = valueAt(model.value, issue.path);
  const node = nodeAt(model.schema, issue.path);
  if (issue.code === "unrecognized_keys") {
    const known = Object.keys(node?.properties ?? {});
    return issue.keys.map((key) => describeUnknownKey(key, path, valueAt(value, [key]), known));
  }
  if (issue.code === "invalid_key") {
    const rule = issue.issues[0]?.message ?? "must be a valid name";
    return [{ path, value: "this name", rule, mend: "Rename it." }];
  }
  const rule = issue.message.startsWith("must") ? issue.message : ruleOf(node);
  return [{ path, value: showValue(value), rule, mend: mendOf(value, node) }];
}

/** The value at a path of keys, or undefined. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}

function describeUnknownKey(
  key: string,
  parent: string,
  value: unknown,
  known: readonly string[],
): Mistake {
  const nearest = nearestName(key, known);
  return {
    path: `${parent}.${key}`,
    value: showValue(value),
    rule: "stands under a key that is not known",
    mend: nearest ? `Did you mean ${nearest}?` : `Remove it; known here are ${known.join(", ")}.`,
  };
}

function ruleOf(node: SchemaNode | null): string {
  if (node === null) return "is not allowed here";
  if (node.enum) return `must be one of ${node.enum.join(", ")}`;
  switch (node.type) {
    case "integer":
      return `must be a whole number${rangeOf(node)}`;
    case "number":
      return `must be a finite number${rangeOf(node)}`;
    case "boolean":
      return "must be true or false";
    case "string":
      return `must be text${lengthOf(node)}`;
    case "array":
      return "must be a list";
    default:
      return "must be a map of keys to values";
  }
}

function rangeOf(node: SchemaNode): string {
  const { minimum, exclusiveMinimum } = node;
  const maximum = node.maximum === Number.MAX_SAFE_INTEGER ? undefined : node.maximum;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` of at least ${minimum}`;
  if (exclusiveMinimum !== undefined) return ` greater than ${exclusiveMinimum}`;
  return "";
}

function lengthOf(node: SchemaNode): string {
  const { minLength, maxLength } = node;
  if (minLength !== undefined && minLength === maxLength) {
    return ` of exactly ${minLength} character${minLength === 1 ? "" : "s"}`;
  }
  if (minLength !== undefined && maxLength !== undefined) {
    return ` of ${minLength} to ${maxLength} characters`;
  }
  if (minLength !== undefined) return ` of at least ${minLength} characters`;
  return maxLength === undefined ? "" : ` of at most ${maxLength} characters`;
}

function mendOf(value: unknown, node: SchemaNode | null): string {
  const nearest =
    typeof value === "string" ? nearestName(value, (node?.enum ?? []).map(String)) : null;
  if (nearest) return `Did you mean ${nearest}?`;
  if (value === undefined) return "Add it.";
  if (node?.default === undefined) return "Correct it.";
  return `Leave it out for ${showValue(node.default)}.`;
}
