import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { invalidParameter, notFound } from "./api-error.ts";
import type { ComputeState } from "./compute.ts";
import { integerField, type Route, route, textField } from "./route.ts";
import { runStatement, type StatementOutcome } from "./statements.ts";
import type { ColumnType } from "./table-cells.ts";
import type { TableInfo, Tables } from "./tables.ts";

const base = "/api/2.0/sql/statements";
const keptOutcomes = 100;
const typeTexts: Record<ColumnType, string> = {
  LONG: "BIGINT",
  DOUBLE: "DOUBLE",
  STRING: "STRING",
  BOOLEAN: "BOOLEAN",
  TIMESTAMP: "TIMESTAMP",
};

const statementField = z.object({
  statement: textField,
  warehouse_id: textField,
  wait_timeout: z._default(z.string(), "10s"),
  on_wait_timeout: z._default(z.enum(["CONTINUE", "CANCEL"]), "CONTINUE"),
  row_limit: z.optional(integerField.check(z.gte(1))),
  parameters: z._default(
    z.array(
      z.object({
        name: textField,
        value: z.optional(z.nullable(z.string())),
        type: z.optional(z.string()),
      }),
    ),
    [],
  ),
});

/** SQL statements and tables by name. A statement is done at once; its answer is kept for the last 100 of them. */
export function sqlRoutes(tables: Tables, compute: ComputeState): Route[] {
  const answers = new Map<string, Record<string, unknown>>();
  const remember = (id: string, answer: Record<string, unknown>) => {
    answers.set(id, answer);
    const [oldest] = answers.keys();
    if (answers.size > keptOutcomes && oldest !== undefined) answers.delete(oldest);
  };
  return [
    route({
      name: "sql.executeStatement",
      method: "POST",
      path: base,
      input: statementField,
      answer: (input) => {
        const asynchronous = readWait(input.wait_timeout) === 0;
        wakeWarehouse(compute, input.warehouse_id);
        const outcome = runStatement(tables.database, input.statement, input.parameters);
        const id = randomUUID();
        const answer = { statement_id: id, ...viewOutcome(outcome, input.row_limit) };
        remember(id, answer);
        return asynchronous ? { statement_id: id, status: { state: "PENDING" } } : answer;
      },
    }),
    route({
      name: "sql.getStatement",
      method: "GET",
      path: `${base}/{statement_id}`,
      input: z.object({ statement_id: textField }),
      answer: ({ statement_id }) => {
        const known = answers.get(statement_id);
        if (known === undefined) throw notFound(`The statement ${statement_id} was not found.`);
        return known;
      },
    }),
    route({
      name: "sql.cancelStatement",
      method: "POST",
      path: `${base}/{statement_id}/cancel`,
      input: z.object({ statement_id: textField }),
      answer: () => ({}),
    }),
    route({
      name: "tables.get",
      method: "GET",
      path: "/api/2.1/unity-catalog/tables/{full_name}",
      input: z.object({ full_name: textField }),
      answer: ({ full_name }) => viewTable(tables.get(full_name)),
    }),
  ];
}

function readWait(text: string): number {
  const seconds = /^\d+s$/.test(text) ? Number.parseInt(text, 10) : Number.NaN;
  if (seconds === 0 || (seconds >= 5 && seconds <= 50)) return seconds;
  throw invalidParameter(`wait_timeout is '${text}'; it must be 0s, or from 5s to 50s.`);
}

/** A statement starts a stopped warehouse, as it does on Databricks. */
function wakeWarehouse(compute: ComputeState, id: string): void {
  const known = compute.list("warehouse").some((warehouse) => warehouse.id === id);
  if (!known) throw invalidParameter(`${id} is not a valid endpoint id.`);
  compute.start("warehouse", id);
}

function viewOutcome(outcome: StatementOutcome, limit = Infinity): Record<string, unknown> {
  if (outcome.kind === "failed") {
    const error = { error_code: "BAD_REQUEST", message: outcome.message };
    return { status: { state: "FAILED", error } };
  }
  const { columns } = outcome;
  const rows = outcome.rows.slice(0, limit);
  const row_count = rows.length;
  return {
    status: { state: "SUCCEEDED" },
    manifest: {
      format: "JSON_ARRAY",
      schema: {
        column_count: columns.length,
        columns: columns.map(({ name, type }, position) => ({
          name,
          position,
          type_name: type,
          type_text: typeTexts[type],
        })),
      },
      total_chunk_count: row_count === 0 ? 0 : 1,
      chunks: row_count === 0 ? [] : [{ chunk_index: 0, row_offset: 0, row_count }],
      total_row_count: row_count,
      truncated: row_count < outcome.rows.length,
    },
    result: row_count === 0 ? {} : { chunk_index: 0, row_offset: 0, row_count, data_array: rows },
  };
}

function viewTable(table: TableInfo): Record<string, unknown> {
  const [catalog_name, schema_name, name] = table.name.split(".");
  return {
    name,
    catalog_name,
    schema_name,
    full_name: table.name,
    table_type: "MANAGED",
    data_source_format: "DELTA",
    columns: table.columns.map((column, position) => ({
      name: column.name,
      position,
      type_name: column.type,
      type_text: typeTexts[column.type].toLowerCase(),
      nullable: true,
    })),
    created_at: table.createdAt,
    updated_at: table.updatedAt,
  };
}
