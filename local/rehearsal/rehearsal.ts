import * as z from "zod/mini";
import { type moment, name, period, start } from "./field-schemas.ts";
import type { NightStart } from "./night-time.ts";
import type { stepBodies } from "./step-bodies.ts";

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
  "alert",
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
  /** Seed of all chance: it names the events, and so the instance ids and the jitter of waits. @default 1 */
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

type Bodies = { [K in keyof typeof stepBodies]: z.infer<(typeof stepBodies)[K]> };
/** What one step does. */
export type StepAction = { [K in keyof Bodies]: { kind: K; body: Bodies[K] } }[keyof Bodies];
/** One step of a rehearsal and when it happens. */
export type Step = { at: z.infer<typeof moment>; action: StepAction };
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
