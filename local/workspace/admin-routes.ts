import * as z from "zod/mini";
import type { OpenWorkspace } from "./contract.ts";
import { int64 } from "./int64-json.ts";
import { type Route, route, textField } from "./route.ts";

const texts = z.record(z.string(), z.string());
const numbers = z.record(z.string(), z.number());
const metrics = z.record(
  z.string(),
  z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"])]),
);
const rows = z.array(z.record(z.string(), z.unknown()));
const takesSeconds = z.optional(z.number());

const jobField = z.object({
  name: textField,
  command: z.optional(z.array(z.string())),
  env: z.optional(texts),
  folder: z.optional(textField),
  parameters: z.optional(texts),
  timeoutSeconds: z.optional(z.number()),
  takesSeconds,
  tasks: z.optional(z.array(textField)),
  tags: z.optional(texts),
});
const outcomeField = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("succeeds"),
    takesSeconds,
    metrics: z.optional(metrics),
    championMetrics: z.optional(metrics),
    gainSe: z.optional(numbers),
    disagreement: z.optional(numbers),
    sampleSize: z.optional(z.number()),
    folds: z.optional(z.record(z.string(), z.array(z.number()))),
    tags: z.optional(texts),
  }),
  z.object({
    kind: z.literal("fails"),
    takesSeconds,
    code: textField,
    type: z.optional(textField),
    message: z.optional(z.string()),
    tasks: z.optional(texts),
  }),
  z.object({ kind: z.literal("runs"), takesSeconds }),
  z.object({ kind: z.literal("lost"), takesSeconds }),
]);
const faultBase = {
  on: textField,
  times: z.optional(z.number()),
  when: z.optional(z.enum(["before", "after"])),
};
const faultField = z.discriminatedUnion("kind", [
  z.object({
    ...faultBase,
    kind: z.literal("status"),
    status: z.number(),
    retryAfterSeconds: z.optional(z.number()),
  }),
  z.object({ ...faultBase, kind: z.literal("reset") }),
  z.object({ ...faultBase, kind: z.literal("html"), status: z.optional(z.number()) }),
  z.object({ ...faultBase, kind: z.literal("slow"), milliseconds: z.number() }),
]);
const columns = z.optional(
  z.array(
    z.object({
      name: textField,
      type: z.enum(["LONG", "DOUBLE", "STRING", "BOOLEAN", "TIMESTAMP"]),
    }),
  ),
);
const tableField = z.object({
  name: textField,
  columns,
  source: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("rows"), rows }),
    z.object({ kind: z.literal("csv"), path: textField, delimiter: z.optional(textField) }),
    z.object({ kind: z.literal("json"), path: textField }),
  ]),
});
const computeField = z.object({
  kind: z.enum(["cluster", "warehouse", "pipeline"]),
  id: textField,
  name: textField,
  state: textField,
  tags: z._default(texts, {}),
});
const statusField = z.object({
  model: textField,
  version: textField,
  status: z.enum(["PENDING_REGISTRATION", "READY", "FAILED_REGISTRATION"]),
});

/** The workspace's own methods over HTTP, for tests and programs in other processes. */
export function adminRoutes(workspace: OpenWorkspace): Route[] {
  const nothing = z.object({});
  return [
    post("jobs", jobField, (job) => ({ job_id: int64(workspace.defineJob(job).id) })),
    post("scripts", z.object({ job: textField, outcome: outcomeField }), ({ job, outcome }) =>
      workspace.script(job, outcome),
    ),
    post("faults", faultField, (fault) => workspace.fault(fault)),
    post("faults/clear", nothing, () => workspace.clearFaults()),
    post("tables", tableField, (table) => workspace.defineTable(table)),
    post("rows", z.object({ table: textField, rows }), (added) =>
      workspace.appendRows(added.table, added.rows),
    ),
    post("compute", computeField, (compute) => workspace.defineCompute(compute)),
    post("models", z.object({ name: textField }), ({ name }) => workspace.registerModel(name)),
    post("versions/status", statusField, ({ model, version, status }) =>
      workspace.setVersionStatus(model, version, status),
    ),
    post("settle", nothing, () => workspace.settle()),
    get("runs", () => ({ runs: workspace.runs() })),
    get("due", () => ({ nextDue: workspace.nextDue() })),
  ];
}

function post<Schema extends z.ZodMiniType>(
  path: string,
  input: Schema,
  answer: (input: z.output<Schema>) => unknown,
): Route {
  return route({ name: `local.${path}`, method: "POST", path: `/local/${path}`, input, answer });
}

function get(path: string, answer: () => unknown): Route {
  const input = z.object({});
  return route({ name: `local.${path}`, method: "GET", path: `/local/${path}`, input, answer });
}
