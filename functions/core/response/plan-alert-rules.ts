import type { Catalogue, ModelDefinition } from "../catalogue/model-definition.ts";
import { measurementRecord, queues } from "../names.ts";
import type { Measurement } from "./measurement.ts";

/** One scheduled query over the measurements that the app logs. */
export interface AlertRule {
  /** Model that the rule watches. */
  modelId: string;
  /** Kind of alert: the queue that it ends in. */
  kind: Measurement["kind"];
  /** Azure severity, from 0 (critical) to 4 (verbose). */
  severity: number;
  /** One sentence for whoever is told. */
  description: string;
  /** KQL over the log workspace; one row for each version and feature, with `excess` = value / limit. */
  query: string;
}

/** One row of a rule's query: above `alertThreshold` it fires. */
export interface AlertRow {
  version: string;
  feature: string;
  /** Measured value divided by its limit: the last one of a broken feed, else the largest of the window. */
  excess: number;
}

/**
 * Minutes of records that a rule of this kind looks at. A broken feed or pipeline stays broken until a record says
 * that it is well again, for as long as six hours without one: monitoring that is down must not look like recovery.
 */
export function windowMinutesOf(kind: string): number {
  return kind === queues.pipelineFailure ? 6 * 60 : 10;
}

/** The same window as Azure writes it. */
export function windowSizeOf(kind: string): string {
  const minutes = windowMinutesOf(kind);
  return minutes % 60 === 0 ? `PT${minutes / 60}H` : `PT${minutes}M`;
}

/** Excess above which a row fires. */
export const alertThreshold = 1;

/**
 * Alert rules of every model. No rule holds a limit: each record carries the limit of the catalogue that was
 * deployed when it was measured, so a changed limit changes the package and no rule. No records is no alert here:
 * a look that fails opens an incident by itself, and the people on call hear of an app that runs nothing at all.
 */
export function planAlertRules(catalogue: Catalogue): AlertRule[] {
  return Object.entries(catalogue).flatMap(([modelId, definition]) =>
    rulesOf(definition).map((rule) => ({ ...rule, modelId, query: queryOf(modelId, rule.kind) })),
  );
}

/** The rows that a rule's query gives for these records of its window, oldest first, as Azure would evaluate it. */
export function evaluateRule(
  { modelId, kind }: Pick<AlertRule, "modelId" | "kind">,
  records: readonly Measurement[],
): AlertRow[] {
  const rows = new Map<string, AlertRow>();
  for (const { model, kind: measured, version, feature, value, limit } of records) {
    const excess = value / limit;
    if (model !== modelId || measured !== kind || !Number.isFinite(excess)) continue;
    const key = JSON.stringify([version, feature]);
    const known = rows.get(key);
    const counts = known === undefined || kind === queues.pipelineFailure || excess > known.excess;
    if (counts) rows.set(key, { version, feature, excess });
  }
  return [...rows.values()];
}

type RuleStart = Omit<AlertRule, "modelId" | "query">;

function rulesOf(definition: ModelDefinition): RuleStart[] {
  const failure: RuleStart = {
    kind: queues.pipelineFailure,
    severity: 1,
    description: "A pipeline that feeds the model failed.",
  };
  const drift: RuleStart = {
    kind: queues.dataDrift,
    severity: 2,
    description: "Live data drifted from the data that the champion was trained on.",
  };
  const degradation: RuleStart = {
    kind: queues.modelDegradation,
    severity: 1,
    description: "The champion's error rate is above its limit.",
  };
  const budget: RuleStart = {
    kind: queues.budget,
    severity: 1,
    description: "The jobs of the model ran for more dollars in a day than it may cost.",
  };
  const { table, errorRateLimit, dollarsPerDay } = definition.monitoring;
  return [
    failure,
    ...(table === undefined ? [] : [drift]),
    ...(errorRateLimit === undefined ? [] : [degradation]),
    ...(dollarsPerDay === undefined ? [] : [budget]),
  ];
}

/** Model ids and kinds are checked names, so neither can carry a quote into the query. */
function queryOf(modelId: string, kind: string): string {
  return [
    "AppTraces",
    `| where Message has "${measurementRecord}"`,
    "| extend record = parse_json(Message)",
    `| where tostring(record.record) == "${measurementRecord}"`,
    `| where tostring(record.model) == "${modelId}" and tostring(record.kind) == "${kind}"`,
    "| extend version = tostring(record.version), feature = tostring(record.feature)",
    "| extend excess = todouble(record.value) / todouble(record.limit)",
    "| where isfinite(excess)",
    kind === queues.pipelineFailure
      ? // Without its time: Azure would sort rows that have one into bins, and count each bin.
        "| summarize arg_max(TimeGenerated, excess) by version, feature | project-away TimeGenerated"
      : "| summarize excess = max(excess) by version, feature",
  ].join("\n");
}
