import * as z from "zod/mini";
import { type NightStart, parseDuration, parseMoment, parseStart } from "./night-time.ts";

const name = z.string().check(z.minLength(1), z.maxLength(200));
const periodRule = { error: "must be a duration such as 45s, 15m, 2h30m or 1d" };
const period = z.pipe(
  z.string(periodRule).check(z.refine((text) => parseDuration(text) !== null, periodRule)),
  z.transform((text) => parseDuration(text) ?? 0),
);
const momentRule = {
  error: 'must be a clock time such as "22:15", or +15m after the step before',
};
const moment = z.pipe(
  z.string(momentRule).check(z.refine((text) => parseMoment(text) !== null, momentRule)),
  z.transform((text) => parseMoment(text) ?? { kind: "after" as const, ms: 0 }),
);
const start = z.pipe(
  z.string().check(
    z.refine((text) => parseStart(text) !== null, {
      error: "must be an ISO 8601 instant with its zone, such as 2026-03-02T22:00:00Z",
    }),
  ),
  z.transform((text): NightStart => parseStart(text) ?? { at: 0, zoneMinutes: 0 }),
);

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

const patternRule = { error: "must be a regular expression that compiles, between slashes" };
const scalar = z.union([
  z.string().check(z.refine((text) => compiles(text), patternRule)),
  z.number(),
  z.boolean(),
  z.null(),
]);
/** A field of an expectation: equal text or number, `/pattern/`, or a list whose items must all be found. */
export const wanted = z.union([scalar, z.array(scalar)], {
  error: "must be a text, a number, /a pattern/ or a list of these",
});

/** What an expectation may speak of. */
export const expectationKinds = [
  "decision",
  "champion",
  "runs",
  "incident",
  "review",
  "message",
] as const;

/** How often and how soon an expectation must be met. */
export const expectationBounds = {
  /** Exact number of matches, from 0. @default at least one */
  times: z.optional(z.int().check(z.gte(0))),
  /** Time after the start of the night in which matches count. @default the whole night */
  within: z.optional(period),
} as const;

/** The rehearsal's own fields, but for its steps and expectations. */
export const header = {
  name,
  /** Node program that makes the files of the night, and its arguments; it runs first, in the rehearsal's folder. @default none */
  prepare: z.optional(z.array(name).check(z.minLength(1))),
  /** Seed of all chance. @default 1 */
  seed: z._default(z.int().check(z.gte(0)), 1),
  /** First instant of the night. @default 2026-03-02T22:00:00Z */
  start: z._default(start, { at: Date.UTC(2026, 2, 2, 22), zoneMinutes: 0 }),
  /** How long the night goes on after its last step. @default 2h */
  after: z._default(period, 7_200_000),
} as const;

/** Where a rehearsal's model definitions come from: exactly one of these. */
export const catalogueSources = {
  /** Stack whose file holds the model definitions. */
  stack: z.optional(name),
  /** Model definitions as in the stack file, or the path of a YAML file of them, relative to the rehearsal file. */
  models: z.optional(
    z.union([name, z.record(z.string(), z.unknown())], {
      error: "must hold model definitions by model id, or the path of a file of them",
    }),
  ),
} as const;

/** When a step happens. */
export const stepTime = moment;

type Bodies = { [K in keyof typeof stepBodies]: z.infer<(typeof stepBodies)[K]> };
/** What one step does. */
export type StepAction = { [K in keyof Bodies]: { kind: K; body: Bodies[K] } }[keyof Bodies];
/** One step of a rehearsal and when it happens. */
export type Step = { at: z.infer<typeof stepTime>; action: StepAction };
/** A value that an expectation asks for. */
export type Wanted = z.infer<typeof wanted>;
/** One expectation: what, with which fields, how often and how soon. */
export interface Expectation {
  kind: (typeof expectationKinds)[number];
  fields: Record<string, Wanted>;
  /** Exact number of matches; undefined for at least one. */
  times?: number | undefined;
  /** Milliseconds after the start in which matches count; undefined for the whole night. */
  within?: number | undefined;
  /** Line of the file, for the report. */
  line: number;
}
/** A scripted night with its expectations, checked. */
export interface Rehearsal {
  name: string;
  catalogue:
    | { kind: "stack"; stack: string }
    | { kind: "file"; file: string }
    | { kind: "models"; models: Record<string, unknown> };
  prepare?: string[] | undefined;
  seed: number;
  start: NightStart;
  /** Milliseconds that the night goes on after its last step. */
  after: number;
  steps: Step[];
  expect: Expectation[];
}

/** Regular expression of a wanted `/pattern/` or `/pattern/i`; null for plain text. */
export function patternOf(text: string): RegExp | null {
  const found = /^\/(.+)\/(i?)$/s.exec(text);
  return found?.[1] ? new RegExp(found[1], found[2]) : null;
}

function compiles(text: string): boolean {
  try {
    patternOf(text);
    return true;
  } catch {
    return false;
  }
}

function isFailure(status: number | string): boolean {
  if (typeof status === "number") return status >= 400 && status <= 599;
  return status === "reset" || status === "html";
}
