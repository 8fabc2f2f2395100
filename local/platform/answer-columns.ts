import type { ModelDefinition } from "../../functions/core/catalogue/model-definition.ts";
import type { Column } from "../workspace/table-cells.ts";

const types = {
  number: "DOUBLE",
  integer: "LONG",
  string: "STRING",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
} as const;

/** Columns of a model's table of live answers: when, by which version, whether wrong, and every input column. */
export function answerColumns({ input }: ModelDefinition): Column[] {
  const features = Object.entries(input.columns).map(([name, { type }]) => ({
    name,
    type: types[type],
  }));
  return [
    { name: "scored_at", type: "TIMESTAMP" },
    { name: "model_version", type: "STRING" },
    { name: "error", type: "DOUBLE" },
    ...features,
  ];
}
