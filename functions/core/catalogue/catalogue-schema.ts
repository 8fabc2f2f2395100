import * as z from "zod/mini";
import { modelDefinition, modelIdPattern } from "./model-definition.ts";

/** A JSON schema node, as far as messages and editors read it. */
export type SchemaNode = z.core.JSONSchema.JSONSchema;

/** JSON schema (draft 2020-12) of one model definition as its owner writes it, with defaults. */
export function modelSchema(): SchemaNode {
  return z.toJSONSchema(modelDefinition, { io: "input" });
}

/** JSON schema of a whole catalogue: model definitions by model id. */
export function catalogueSchema(): SchemaNode {
  const { $schema, ...model } = modelSchema();
  return {
    $schema,
    title: "Nightshift model catalogue",
    type: "object",
    propertyNames: { pattern: modelIdPattern.source },
    additionalProperties: model,
  };
}

/** The node that describes the value at a path below `root`, or null where none does. */
export function nodeAt(root: SchemaNode, path: readonly PropertyKey[]): SchemaNode | null {
  let node: SchemaNode | null = root;
  for (const key of path) {
    node = node === null ? null : below(node, key);
  }
  return node;
}

function below(node: SchemaNode, key: PropertyKey): SchemaNode | null {
  const named = Object.hasOwn(node.properties ?? {}, key)
    ? node.properties?.[String(key)]
    : undefined;
  const next = named ?? (typeof key === "number" ? node.items : node.additionalProperties);
  return typeof next === "object" && next !== null && !Array.isArray(next) ? next : null;
}
