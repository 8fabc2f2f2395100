import * as z from "zod/mini";
import { improvementDefinition } from "./improvement-definition.ts";
import { inputDefinition } from "./input-definition.ts";
import { trainingDefinition } from "./training-definition.ts";

const share = z.number().check(z.gte(0), z.lte(1));

/** One metric that the training run logs, and what it is for. */
export const metricDefinition = z.strictObject({
  /** Whether a larger or a smaller value is better. */
  better: z.enum(["higher", "lower"]),
  /** `target` must improve beyond noise; `guardrail` must not get worse. @default guardrail */
  role: z._default(z.enum(["target", "guardrail"]), "guardrail"),
  /** How its noise is known from a sample size: `proportion`, `auc`, or `other` (needs folds, a paired error or past re-scores). @default other */
  kind: z._default(z.enum(["proportion", "auc", "other"]), "other"),
  /** Smallest value a model may have in production. @default none */
  min: z.optional(z.number()),
  /** Largest value a model may have in production. @default none */
  max: z.optional(z.number()),
  /** Least useful gain of a target, in the metric's unit, 0 or more. @default 0 */
  leastGain: z._default(z.number().check(z.gte(0)), 0),
  /** Loss that a guardrail may show, in the metric's unit. @default twice the noise band */
  allowedLoss: z.optional(z.number().check(z.gte(0))),
});

/** What the gate asks of evidence. */
const gateDefinition = z.strictObject({
  /** Fewest hold-out rows, from 50. @default 500 */
  minSampleSize: z._default(z.int().check(z.gte(50)), 500),
  /** One-sided confidence of a promotion without a person, 0.95 to 0.999. @default 0.99 */
  confidence: z._default(z.number().check(z.gte(0.95), z.lte(0.999)), 0.99),
  /** Whether weak evidence (points alone) may promote. @default false (a person is asked) */
  acceptWeakEvidence: z._default(z.boolean(), false),
  /** What happens to the first model: `bounds` lets the metric bounds decide, `review` asks a person. @default review */
  firstModel: z._default(z.enum(["bounds", "review"]), "review"),
  /** A gain larger than this many times the median past gain is suspicious, from 2. @default 5 */
  suspiciousGainFactor: z._default(z.number().check(z.gte(2)), 5),
  /** Names of hold-out slices that must be logged and are each judged as if they were the only one. @default [] */
  criticalSlices: z._default(z.array(z.string()), []),
});

/** Limits beyond which monitoring raises an alert. */
const monitoringDefinition = z.strictObject({
  /** Table of live rows and predictions to measure. @default none (nothing is measured) */
  table: z.optional(z.string()),
  /** PSI that counts as drift, from 0.05 to 5. @default 0.2 */
  psiLimit: z._default(z.number().check(z.gte(0.05), z.lte(5)), 0.2),
  /** Error rate, as a share from 0 to 1, that counts as degradation. @default none */
  errorRateLimit: z.optional(share),
  /** Fewest rows of a window, from 200. @default 500 */
  minWindowRows: z._default(z.int().check(z.gte(200)), 500),
  /** Dollars a day that running jobs of this model may cost. @default none */
  dollarsPerDay: z.optional(z.number().check(z.gt(0))),
});

const autonomyLevel = z.enum(["observe", "propose", "act"]);

/** How far Nightshift may go by itself, by kind of action. */
const autonomyDefinition = z.strictObject({
  /** Moving the champion alias to a better candidate. @default propose */
  promote: z._default(autonomyLevel, "propose"),
  /** Moving the champion alias back to its predecessor. @default propose */
  rollback: z._default(autonomyLevel, "propose"),
  /** Running the training job. @default act */
  retrain: z._default(autonomyLevel, "act"),
  /** Stopping compute that nothing essential needs. @default propose */
  pause: z._default(autonomyLevel, "propose"),
});

/** How a person is asked. */
const reviewDefinition = z.strictObject({
  // A durable timer of over six days runs in pieces, and cancelling it after the first one strands the orchestration.
  /** Hours a person has to answer, from 1 to 144; silence means no. @default 24 */
  hours: z._default(z.number().check(z.gte(1), z.lte(144)), 24),
  /** Hours after which the person is reminded, from 0.5 to 143, less than `hours`. @default 8 */
  reminderHours: z._default(z.number().check(z.gte(0.5), z.lte(143)), 8),
});

/** What the owner declares about one model. */
export const modelDefinition = z.strictObject({
  /** Unity Catalog name of the registered model, in three parts. */
  registeredModel: z
    .string()
    .check(
      z.regex(
        /^[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+$/,
        "must be catalog.schema.model, each part of a-z, 0-9 and _",
      ),
    ),
  /** Person or team that answers for the model, shown on every card. @default unowned */
  owner: z._default(z.string().check(z.minLength(1), z.maxLength(200)), "unowned"),
  /** The data that makes the model. */
  input: inputDefinition,
  /** The Databricks job that trains it. */
  training: trainingDefinition,
  /** Metrics by the name the run logs; at least one with role `target`. */
  metrics: z.record(
    z
      .string()
      .check(
        z.regex(
          /^[A-Za-z][A-Za-z0-9_.-]*$/,
          "must be a metric name: a letter, then letters, digits, _, . or -",
        ),
      ),
    metricDefinition,
  ),
  /** What the gate asks of evidence. */
  gate: z._default(gateDefinition, gateDefinition.parse({})),
  /** Limits beyond which monitoring raises an alert. */
  monitoring: z._default(monitoringDefinition, monitoringDefinition.parse({})),
  /** What may be tried when a plain retrain is not good enough. */
  improvement: z._default(improvementDefinition, improvementDefinition.parse({})),
  /** How far Nightshift may go by itself. */
  autonomy: z._default(autonomyDefinition, autonomyDefinition.parse({})),
  /** How a person is asked. */
  review: z._default(reviewDefinition, reviewDefinition.parse({})),
  /** Hours a promoted model is watched before the promotion counts as settled, 0 to 720. @default 24 */
  bakeHours: z._default(z.number().check(z.gte(0), z.lte(720)), 24),
});

/** One model definition with every default filled in. */
export type ModelDefinition = z.infer<typeof modelDefinition>;
/** One model definition as the owner writes it. */
export type ModelDefinitionInput = z.input<typeof modelDefinition>;
/** One metric's definition with every default filled in. */
export type MetricDefinition = z.infer<typeof metricDefinition>;
/** All model definitions of a stack, by model id, checked. */
export type Catalogue = Readonly<Record<string, ModelDefinition>>;

/** Shape of a model id: the key of a definition in the catalogue; it names blobs, entities and resources. */
export const modelIdPattern = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;
