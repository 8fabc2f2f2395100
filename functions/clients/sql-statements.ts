import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod/mini";
import type { Http } from "./http.ts";
import type { Statements } from "./ports.ts";

const root = "/api/2.0/sql/statements";
/** Seconds that the service itself waits for the end; shorter than one attempt of the exchange. */
const waitTimeout = "20s";
const firstPollMs = 1_000;
const longestPollMs = 15_000;

const chunk = z.object({
  data_array: z._default(z.array(z.array(z.nullable(z.string()))), []),
  next_chunk_internal_link: z.optional(z.string()),
});
const reply = z.object({
  statement_id: z.string(),
  status: z.object({
    state: z.string(),
    error: z.optional(z.object({ message: z._default(z.string(), "") })),
    sql_state: z.optional(z.string()),
  }),
  manifest: z.optional(
    z.object({
      schema: z.object({ columns: z._default(z.array(z.object({ name: z.string() })), []) }),
      truncated: z._default(z.boolean(), false),
    }),
  ),
  result: z.optional(chunk),
});
type Reply = z.infer<typeof reply>;

/** How a warehouse is asked. */
export interface SqlStatementsOptions {
  http: Http;
  warehouseId: string;
  /** Seconds that a statement may take before it is cancelled, the start of the warehouse included. @default 600 */
  deadlineSeconds?: number;
  /** Milliseconds since the epoch. @default Date.now */
  now?: () => number;
  /** How it waits between polls. @default a timer */
  wait?: (ms: number) => Promise<unknown>;
}

/** Creates the adapter of SQL statements on a warehouse. For reading only: a lost answer sends it again. */
export function createSqlStatements(options: SqlStatementsOptions): Statements {
  const { http, warehouseId } = options;
  return {
    async query(statement, parameters) {
      const body = {
        statement,
        warehouse_id: warehouseId,
        wait_timeout: waitTimeout,
        on_wait_timeout: "CONTINUE",
        parameters: Object.entries(parameters).map(toParameter),
      };
      const first = await http.send({ method: "POST", path: root, body, replay: "safe" }, reply);
      const settled = await settle(first, options);
      if (settled.status.state !== "SUCCEEDED") throw failure(settled, warehouseId);
      return readRows(http, settled, warehouseId);
    },
  };
}

async function settle(first: Reply, options: SqlStatementsOptions): Promise<Reply> {
  const { http, warehouseId, deadlineSeconds = 600, now = Date.now, wait = sleep } = options;
  const deadline = now() + deadlineSeconds * 1000;
  const path = `${root}/${encodeURIComponent(first.statement_id)}`;
  let latest = first;
  for (let pollMs = firstPollMs; isGoing(latest); pollMs = Math.min(pollMs * 2, longestPollMs)) {
    if (now() + pollMs > deadline) {
      await http.send({ method: "POST", path: `${path}/cancel`, replay: "safe" }, z.unknown());
      throw new Error(
        `SQL warehouse ${warehouseId}: the statement was still ${latest.status.state} after ${deadlineSeconds} s and was cancelled. Check that the warehouse starts and is large enough.`,
      );
    }
    await wait(pollMs);
    latest = await http.send({ method: "GET", path }, reply);
  }
  return latest;
}

function isGoing({ status }: Reply): boolean {
  return status.state === "PENDING" || status.state === "RUNNING";
}

function toParameter([name, value]: [string, string | number]): object {
  if (typeof value === "string") return { name, value, type: "STRING" };
  return { name, value: String(value), type: Number.isSafeInteger(value) ? "BIGINT" : "DOUBLE" };
}

function failure({ status }: Reply, warehouseId: string): Error {
  const message = status.error?.message ?? "no reason was given";
  const state = status.sql_state ?? /SQLSTATE: (\w{5})/.exec(message)?.[1];
  const sqlState = state === undefined ? "" : ` (SQLSTATE ${state})`;
  return new Error(
    `SQL warehouse ${warehouseId}: the statement ended as ${status.state}${sqlState}: ${message.slice(0, 300)}`,
  );
}

async function readRows(
  http: Http,
  { manifest, result }: Reply,
  warehouseId: string,
): Promise<Record<string, string | null>[]> {
  if (manifest?.truncated) {
    throw new Error(`SQL warehouse ${warehouseId}: the result was cut off. Ask for fewer rows.`);
  }
  const names = manifest?.schema.columns.map(({ name }) => name) ?? [];
  const rows = [...(result?.data_array ?? [])];
  let link = result?.next_chunk_internal_link;
  while (link !== undefined) {
    const path: string = link;
    const next = await http.send({ method: "GET", path }, chunk);
    rows.push(...next.data_array);
    link = next.next_chunk_internal_link;
  }
  return rows.map((row) =>
    Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])),
  );
}
