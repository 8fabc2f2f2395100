import * as z from "zod/mini";

/** One knob that improvement may turn. */
const hyperparameterRange = z.strictObject({
  /** Smallest value. */
  min: z.number(),
  /** Largest value. */
  max: z.number(),
  /** Whether only whole numbers are allowed. @default false */
  integer: z._default(z.boolean(), false),
  /** How values are searched. @default linear */
  scale: z._default(z.enum(["linear", "log"]), "linear"),
  /** Which values make a simpler model; improvement goes that way where a model overfits. @default none (found by trying) */
  simpler: z.optional(z.enum(["higher", "lower"])),
});

/** What improvement may try when a plain retrain is not good enough. */
export const improvementDefinition = z.strictObject({
  /** Whether a rejected retrain starts an improvement. @default false */
  enabled: z._default(z.boolean(), false),
  /** Most plan-run-critique rounds, from 1 to 3. @default 3 */
  maxIterations: z._default(z.int().check(z.gte(1), z.lte(3)), 3),
  /** Numeric hyperparameters by name. @default {} */
  hyperparameters: z._default(z.record(z.string(), hyperparameterRange), {}),
  /** Named feature sets that the training program knows, from the least to the most. @default [] */
  featureSets: z._default(z.array(z.string()), []),
  /** Most days of recent data that may be added, 0 to 3,650. @default 0 (none) */
  maxRecentDays: z._default(z.int().check(z.gte(0), z.lte(3650)), 0),
  /** Names of jobs that refresh features upstream. @default [] */
  pipelines: z._default(z.array(z.string()), []),
  /** Most job runs of one improvement, from 1 to 20. @default 6 */
  maxRuns: z._default(z.int().check(z.gte(1), z.lte(20)), 6),
  /** Most hours of one improvement, from 0.5 to 168. @default 24 */
  maxHours: z._default(z.number().check(z.gte(0.5), z.lte(168)), 24),
  /** Most tokens that a language model may use in one improvement, from 0 (it is not asked) to 10,000,000. @default 100000 */
  maxTokens: z._default(z.int().check(z.gte(0), z.lte(10_000_000)), 100_000),
  /** Most dollars of one improvement, runs and tokens together. @default none */
  maxDollars: z.optional(z.number().check(z.gt(0))),
});
