import * as z from "zod/mini";
import { alertBody } from "./alert-body.ts";
import { name, period } from "./field-schemas.ts";

const resultRule = {
  error: "must be a termination code of Databricks, such as SUCCESS or CLUSTER_ERROR",
};
const statusRule = { error: "must be an HTTP status from 400 to 599, reset or html" };
const numbers = z.record(
  z.string(),
  z.union([z.number(), z.nan(), z.literal([Infinity, -Infinity])], { error: "must be a number" }),
);

/** What each step of a rehearsal holds, by the step's word. */
export const stepBodies = {
  /** A file lands in the model's folder of bronze. */
  drop: z.strictObject({
    model: name,
    /** Path of the file, relative to the rehearsal file. */
    file: name,
    /** Name it lands under. @default the file's own name */
    as: z.optional(name),
  }),
  /**
   * What the model's next job run yields. With `metrics` or `result` nothing is trained; with neither the
   * training program really runs, and only its duration is set.
   */
  run: z.strictObject({
    model: name,
    /** How long the run takes. @default 10m */
    takes: z._default(period, 600_000),
    /** Termination code of Databricks. @default SUCCESS */
    result: z.optional(z.string().check(z.regex(/^[A-Z][A-Z_]*$/, resultRule))),
    /** Candidate's value by metric name. */
    metrics: z.optional(numbers),
    /** Champion's value on the same hold-out. @default as its own run logged them */
    championMetrics: z.optional(numbers),
    /** Paired standard error of the gain, by metric. @default none */
    gainSe: z.optional(numbers),
    /** Share of rows where exactly one model is right, by metric. @default none */
    disagreement: z.optional(numbers),
    /** Rows of the hold-out. @default none is logged */
    sampleSize: z.optional(z.int().check(z.gte(0))),
    /** Values by fold, by metric name; `champion.<name>` for the champion's. @default none */
    folds: z.optional(z.record(z.string(), z.array(z.number()))),
    /** Tags over those of the training contract. @default none */
    tags: z.optional(z.record(z.string(), z.string())),
  }),
  /** An alert reaches the event hub. */
  alert: alertBody,
  /** Rows that the champion answered land in the table that monitoring measures. */
  serve: z.strictObject({
    model: name,
    /** CSV of features and a column `error` (0 or 1; empty while the label is not known), relative to the rehearsal file. */
    file: name,
    /** How long before this moment the rows were answered, evenly spread. @default 10m */
    over: z._default(period, 600_000),
  }),
  /** Compute that costs money runs in the workspace. */
  compute: z.strictObject({
    kind: z.enum(["cluster", "warehouse", "pipeline"], {
      error: "must be cluster, warehouse or pipeline",
    }),
    name,
    /** Tags; `nightshift-pausable: "true"` lets a budget alert pause it. @default {} */
    tags: z._default(z.record(z.string(), z.string()), {}),
  }),
  /** A person says yes. */
  approve: z.strictObject({ review: name, by: name, reason: z.optional(name) }),
  /** A person says no. */
  reject: z.strictObject({ review: name, by: name, reason: z.optional(name) }),
  /** The emergency stop, for one model or all. */
  hold: z.strictObject({ model: z.optional(name), by: name, reason: z.optional(name) }),
  /** Lifts a hold. */
  lift: z.strictObject({ model: z.optional(name), by: name }),
  /** The workspace answers some calls badly. */
  fault: z.strictObject({
    /** Call such as `jobs.runNow`, a family such as `jobs.*`, or `*` for every call. */
    on: name,
    /** HTTP status from 400 to 599, `reset` for a dropped connection, or `html` for a page instead of JSON. */
    status: z
      .union([z.int(), z.string()], statusRule)
      .check(z.refine((status) => isFailure(status), statusRule)),
    /** How many calls it hits, from 1 to 1,000. @default 1 */
    times: z._default(z.int().check(z.gte(1), z.lte(1000)), 1),
    /** Whether the call's effect happens first, as when the reply is lost on its way. @default before (no effect) */
    when: z._default(z.enum(["before", "after"]), "before"),
    /** Seconds named in the Retry-After header, from 0 to 3,600. @default none */
    retryAfterSeconds: z.optional(z.int().check(z.gte(0), z.lte(3600))),
  }),
  /** The function host is killed with SIGKILL and started again. */
  kill: z.literal("host", { error: "must be host: it is the process that can be killed" }),
} as const;

function isFailure(status: number | string): boolean {
  if (typeof status === "number") return status >= 400 && status <= 599;
  return status === "reset" || status === "html";
}
