import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { ModelDefinition } from "../../functions/core/catalogue/model-definition.ts";
import { isoOf } from "../../functions/core/instant.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { Refusal } from "./refusal.ts";

/** Rows that a model answered. */
export interface Served {
  definition: ModelDefinition;
  /** CSV of features and a column `error`. */
  file: string;
  /** Version that answered them. */
  version: string;
  /** Milliseconds before `now` over which they were answered, evenly spread. */
  over: number;
  now: number;
}

/** Lands answered rows in the table that monitoring measures. Throws a Refusal where the model names none. */
export function serveAnswers(workspace: Workspace, served: Served): void {
  const { definition, file, version, over, now } = served;
  const { table } = definition.monitoring;
  if (table === undefined) {
    throw new Refusal(`The model has no monitoring.table. Add it to its definition.`);
  }
  const rows: Record<string, string>[] = parse(readFileSync(file, "utf8"), {
    bom: true,
    columns: true,
    delimiter: definition.input.delimiter,
  });
  workspace.appendRows(
    table,
    rows.map((row, at) => ({
      ...Object.fromEntries(Object.entries(row).map(([name, text]) => [name, text || null])),
      scored_at: isoOf(now - over + Math.floor((over * at) / rows.length)),
      model_version: version,
    })),
  );
}
