import { type Instant, isoOf } from "../instant.ts";
import type { AlertRow, AlertRule } from "./plan-alert-rules.ts";
import { alertThreshold, windowSizeOf } from "./plan-alert-rules.ts";

/** One firing of a rule, or its end. */
export interface RuleFiring {
  rule: AlertRule;
  row: AlertRow;
  /** The same for a firing and its end. */
  alertId: string;
  firedAt: Instant;
  /** When it ended; null while it fires. */
  resolvedAt: Instant | null;
}

/** The payload that Azure Monitor sends for a log alert of one of our rules (common alert schema, log alerts V2). */
export function renderAlert({ rule, row, alertId, firedAt, resolvedAt }: RuleFiring) {
  const { modelId, kind, severity, description, query } = rule;
  const essentials = {
    alertId,
    alertRule: `${modelId}: ${kind}`,
    severity: `Sev${severity}`,
    signalType: "Log",
    monitorCondition: resolvedAt === null ? "Fired" : "Resolved",
    monitoringService: "Log Alerts V2",
    firedDateTime: isoOf(firedAt),
    ...(resolvedAt === null ? {} : { resolvedDateTime: isoOf(resolvedAt) }),
    description,
    essentialsVersion: "1.0",
    alertContextVersion: "1.0",
  };
  const criterion = {
    searchQuery: query,
    metricMeasureColumn: "excess",
    operator: "GreaterThan",
    threshold: String(alertThreshold),
    timeAggregation: "Maximum",
    dimensions: [
      { name: "version", value: row.version },
      { name: "feature", value: row.feature },
    ],
    metricValue: row.excess,
  };
  const alertContext = {
    properties: {},
    conditionType: "LogQueryCriteria",
    condition: { windowSize: windowSizeOf(kind), allOf: [criterion] },
  };
  const customProperties = { model: modelId, kind };
  const data = { essentials, alertContext, customProperties };
  return { schemaId: "azureMonitorCommonAlertSchema", data };
}
