import * as z from "zod/mini";

const columnName = z.string().check(z.minLength(1), z.maxLength(200));
const share = z.number().check(z.gte(0), z.lte(1));
const positiveInteger = z.int().check(z.gte(1));

/** What one input column must be. A column that is not listed is an extra column. */
export const columnRule = z.strictObject({
  /** Type the values must have: a Parquet, CSV or table type is mapped to one of these. */
  type: z.enum(["number", "integer", "string", "boolean", "timestamp"]),
  /** Whether a file without this column is unfit. @default true */
  required: z._default(z.boolean(), true),
  /** Largest share of nulls, from 0 to 1. @default 1 (any) */
  maxNullShare: z._default(share, 1),
  /** Smallest value allowed, for numbers. @default none */
  min: z.optional(z.number()),
  /** Largest value allowed, for numbers. @default none */
  max: z.optional(z.number()),
});

/** How the arrivals of one model are gathered into one lifecycle. */
export const gatherRule = z.strictObject({
  /** `quiet`: start once nothing arrived for `quietMinutes`; `marker`: start when `_SUCCESS` lands; `atOnce`: start with the first file. @default quiet */
  mode: z._default(z.enum(["quiet", "marker", "atOnce"]), "quiet"),
  /** Minutes without an arrival that end a burst, from 1 to 1,440; read in mode `quiet`. @default 5 */
  quietMinutes: z._default(z.number().check(z.gte(1), z.lte(1440)), 5),
  /** Longest minutes a burst is gathered before it starts all the same, from 1 to 1,440. @default 60 */
  maxMinutes: z._default(z.number().check(z.gte(1), z.lte(1440)), 60),
});

/** The data that makes a model. */
export const inputDefinition = z.strictObject({
  /** Folder inside the bronze container, without slashes at the ends. No two models share one. */
  path: z.string().check(z.regex(/^[a-z0-9](?:[a-z0-9/_-]*[a-z0-9])?$/), z.maxLength(200)),
  /** Format of the files that land there. `table` means a Unity Catalog table named by `table`. @default parquet */
  format: z._default(z.enum(["parquet", "csv", "jsonl", "table"]), "parquet"),
  /** Delimiter of CSV files, one character. @default , */
  delimiter: z._default(z.string().check(z.length(1)), ","),
  /** Full three-part name of the table; required for format `table`. */
  table: z.optional(z.string()),
  gather: z._default(gatherRule, { mode: "quiet", quietMinutes: 5, maxMinutes: 60 }),
  /** Fewest rows of one arrival. @default 1 */
  minRows: z._default(positiveInteger, 1),
  /** Most rows of one arrival. @default none */
  maxRows: z.optional(positiveInteger),
  /** Rules by column name. @default {} (no schema known: every column is extra) */
  columns: z._default(z.record(columnName, columnRule), {}),
  /** What a column without a rule does: `allow` it, or `refuse` the data. @default allow */
  extraColumns: z._default(z.enum(["allow", "refuse"]), "allow"),
  /** Oldest age of the newest file, in hours, from 1 to 8,760. @default 48 */
  maxAgeHours: z._default(z.number().check(z.gte(1), z.lte(8760)), 48),
});

/** The Databricks job that trains the model, on a job cluster made for each run. */
export const trainingDefinition = z.strictObject({
  /** Workspace path of the Python file or notebook that trains; see docs/training-contract.md. */
  program: z.string().check(z.minLength(1), z.maxLength(500)),
  /** What `program` is. @default python */
  programKind: z._default(z.enum(["python", "notebook"]), "python"),
  /** Azure node type of driver and workers. @default Standard_D4ds_v5 */
  nodeType: z._default(z.string().check(z.regex(/^[A-Za-z]+_[A-Za-z0-9_-]+$/)), "Standard_D4ds_v5"),
  /** Fewest workers, from 0 (single node) to 100. @default 1 */
  minWorkers: z._default(z.int().check(z.gte(0), z.lte(100)), 1),
  /** Most workers, from 0 to 100, at least `minWorkers`. @default 4 */
  maxWorkers: z._default(z.int().check(z.gte(0), z.lte(100)), 4),
  /** Databricks runtime. @default 16.4.x-cpu-ml-scala2.12 */
  sparkVersion: z._default(z.string().check(z.minLength(3)), "16.4.x-cpu-ml-scala2.12"),
  /** Spark configuration of the job cluster. @default {} */
  sparkConfiguration: z._default(z.record(z.string(), z.string()), {}),
  /** PyPI requirements installed on the cluster, each pinned with `==`. @default [] */
  libraries: z._default(
    z.array(z.string().check(z.regex(/^[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[^\s]+$/))),
    [],
  ),
  /** Minutes after which a run is cancelled, from 1 to 1,440. @default 120 */
  maxRunMinutes: z._default(z.int().check(z.gte(1), z.lte(1440)), 120),
  /** Attempts where the platform (not the code) failed, from 1 to 5. @default 3 */
  maxAttempts: z._default(z.int().check(z.gte(1), z.lte(5)), 3),
  /** Job parameters that never change; the lifecycle adds its own. @default {} */
  parameters: z._default(z.record(z.string(), z.string()), {}),
  /** Price of one hour of this cluster in US dollars, for spend and budgets. @default 0 (unknown) */
  dollarsPerHour: z._default(z.number().check(z.gte(0)), 0),
});

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
export const gateDefinition = z.strictObject({
  /** Fewest hold-out rows, from 50. @default 500 */
  minSampleSize: z._default(z.int().check(z.gte(50)), 500),
  /** One-sided confidence of a promotion without a person, 0.9 to 0.999. @default 0.99 */
  confidence: z._default(z.number().check(z.gte(0.9), z.lte(0.999)), 0.99),
  /** Whether weak evidence (points alone) may promote. @default false (a person is asked) */
  acceptWeakEvidence: z._default(z.boolean(), false),
  /** What happens to the first model: `bounds` lets the metric bounds decide, `review` asks a person. @default review */
  firstModel: z._default(z.enum(["bounds", "review"]), "review"),
  /** A gain larger than this many times the median past gain is suspicious, from 2. @default 5 */
  suspiciousGainFactor: z._default(z.number().check(z.gte(2)), 5),
});

/** Limits beyond which monitoring raises an alert. */
export const monitoringDefinition = z.strictObject({
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

/** One knob that improvement may turn. */
export const hyperparameterRange = z.strictObject({
  /** Smallest value. */
  min: z.number(),
  /** Largest value. */
  max: z.number(),
  /** Whether only whole numbers are allowed. @default false */
  integer: z._default(z.boolean(), false),
  /** How values are searched. @default linear */
  scale: z._default(z.enum(["linear", "log"]), "linear"),
});

/** What improvement may try when a plain retrain is not good enough. */
export const improvementDefinition = z.strictObject({
  /** Whether a rejected retrain starts an improvement. @default false */
  enabled: z._default(z.boolean(), false),
  /** Most plan-run-critique rounds, from 1 to 3. @default 3 */
  maxIterations: z._default(z.int().check(z.gte(1), z.lte(3)), 3),
  /** Numeric hyperparameters by name. @default {} */
  hyperparameters: z._default(z.record(z.string(), hyperparameterRange), {}),
  /** Named feature sets that the training program knows. @default [] */
  featureSets: z._default(z.array(z.string()), []),
  /** Most days of recent data that may be added, 0 to 3,650. @default 0 (none) */
  maxRecentDays: z._default(z.int().check(z.gte(0), z.lte(3650)), 0),
  /** Names of jobs that refresh features upstream. @default [] */
  pipelines: z._default(z.array(z.string()), []),
  /** Most job runs of one improvement, from 1 to 20. @default 6 */
  maxRuns: z._default(z.int().check(z.gte(1), z.lte(20)), 6),
  /** Most dollars of one improvement. @default none */
  maxDollars: z.optional(z.number().check(z.gt(0))),
});

const autonomyLevel = z.enum(["observe", "propose", "act"]);

/** How far Nightshift may go by itself, by kind of action. */
export const autonomyDefinition = z.strictObject({
  /** @default propose */
  promote: z._default(autonomyLevel, "propose"),
  /** @default propose */
  rollback: z._default(autonomyLevel, "propose"),
  /** @default act */
  retrain: z._default(autonomyLevel, "act"),
  /** @default propose */
  pause: z._default(autonomyLevel, "propose"),
});

/** How a person is asked. */
export const reviewDefinition = z.strictObject({
  /** Hours a person has to answer, from 1 to 168; silence means no. @default 24 */
  hours: z._default(z.number().check(z.gte(1), z.lte(168)), 24),
  /** Hours after which the person is reminded, from 0.5 to 167, less than `hours`. @default 8 */
  reminderHours: z._default(z.number().check(z.gte(0.5), z.lte(167)), 8),
});

/** What the owner declares about one model. */
export const modelDefinition = z.strictObject({
  /** Unity Catalog name of the registered model, in three parts. */
  registeredModel: z.string().check(z.regex(/^[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+$/)),
  /** Person or team that answers for the model, shown on every card. @default unowned */
  owner: z._default(z.string().check(z.minLength(1), z.maxLength(200)), "unowned"),
  input: inputDefinition,
  training: trainingDefinition,
  /** Metrics by the name the run logs; at least one with role `target`. */
  metrics: z.record(z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_.-]*$/)), metricDefinition),
  gate: z._default(gateDefinition, gateDefinition.parse({})),
  monitoring: z._default(monitoringDefinition, monitoringDefinition.parse({})),
  improvement: z._default(improvementDefinition, improvementDefinition.parse({})),
  autonomy: z._default(autonomyDefinition, autonomyDefinition.parse({})),
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
/** One column's rule with every default filled in. */
export type ColumnRule = z.infer<typeof columnRule>;
/** All model definitions of a stack, by model id, checked. */
export type Catalogue = Readonly<Record<string, ModelDefinition>>;

/** Shape of a model id: the key of a definition in the catalogue; it names blobs, entities and resources. */
export const modelIdPattern = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;
