import { nodeAt, type SchemaNode } from "./catalogue-schema.ts";
import { valueAt } from "./describe-issue.ts";
import { type Mistake, showValue } from "./mistake.ts";

/** Reads one model definition as written, defaults filled in, however wrong the rest of it is. */
export interface DefinitionReader {
  /** The value at a path, or its default. */
  read: (...path: string[]) => unknown;
  /** Names in the map at a path. */
  names: (...path: string[]) => string[];
  /** A mistake about the value at a path. */
  mistake: (path: readonly string[], rule: string, mend: string) => Mistake;
}

/** Opens a model definition for reading. */
export function readDefinition(id: string, model: unknown, schema: SchemaNode): DefinitionReader {
  const read = (...path: string[]) => valueAt(model, path) ?? nodeAt(schema, path)?.default;
  const names = (...path: string[]) => {
    const map = read(...path);
    return typeof map === "object" && map !== null ? Object.keys(map) : [];
  };
  const mistake = (path: readonly string[], rule: string, mend: string) => ({
    path: [id, ...path].join("."),
    value: showValue(read(...path)),
    rule,
    mend,
  });
  return { read, names, mistake };
}
