import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { isoOf } from "../../functions/core/instant.ts";
import { queues, shortHash } from "../../functions/core/names.ts";
import type { AlertKind } from "../../functions/core/response/alert.ts";
import { type AlertRule, planAlertRules } from "../../functions/core/response/plan-alert-rules.ts";
import { renderAlert } from "../../functions/core/response/render-alert.ts";

/** An alert that somebody sends by hand, instead of a rule. */
export interface ScriptedAlert {
  kind: AlertKind;
  /** Model id; left out for a budget of all. */
  model?: string | undefined;
  /** Measured value divided by its limit. */
  value: number;
  /** Model version that it is about; empty for none. */
  version: string;
  /** Column, pipeline or other part that it is about; empty for none. */
  feature: string;
  condition: "fired" | "resolved";
  firedAt: number;
  now: number;
}

const severities: Record<AlertKind, number> = {
  "model-degradation": 1,
  "data-drift": 2,
  "pipeline-failure": 1,
  budget: 1,
};

/** The payload that Azure would send for a scripted alert: of the stack's own rule where it has one. */
export function renderScriptedAlert(alert: ScriptedAlert, catalogue: Catalogue): object {
  const { kind, model, value: excess, version, feature, condition, firedAt, now } = alert;
  if (model === undefined) return renderBudgetAlert(alert);
  const about = [model, kind, version, feature].join("\n");
  return renderAlert({
    rule: findRule(catalogue, model, kind),
    row: { version, feature, excess },
    alertId: `/local/alerts/${shortHash(`${about}\n${firedAt}`)}`,
    firedAt,
    resolvedAt: condition === "resolved" ? now : null,
  });
}

function findRule(catalogue: Catalogue, modelId: string, kind: AlertKind): AlertRule {
  const found = planAlertRules(catalogue).find(
    (rule) => rule.modelId === modelId && rule.kind === kind,
  );
  const description = "Sent by hand.";
  return found ?? { modelId, kind, severity: severities[kind], description, query: "" };
}

/** A budget tells no rule and no severity, and amounts as text. */
function renderBudgetAlert({ value, now }: ScriptedAlert): object {
  const limit = 1000;
  const essentials = {
    monitoringService: "CostAlerts",
    firedDateTime: isoOf(now),
    description: "Your spend has passed a threshold of your budget.",
    essentialsVersion: "1.0",
    alertContextVersion: "1.0",
    alertId: null,
    alertRule: null,
    severity: null,
    signalType: null,
    monitorCondition: null,
    alertTargetIDs: null,
    configurationItems: ["budgets"],
    originAlertId: null,
  };
  const AlertData = {
    Scope: "/subscriptions/local",
    ThresholdType: "Actual",
    BudgetType: "Cost",
    BudgetThreshold: `$${limit.toFixed(2)}`,
    NotificationThresholdAmount: `$${limit.toFixed(2)}`,
    BudgetName: "nightshift",
    BudgetId: `/subscriptions/local/providers/Microsoft.Consumption/${queues.budget}s/nightshift`,
    BudgetStartDate: "2026-01-01",
    Budget: `$${limit.toFixed(2)}`,
    Unit: "USD",
    SpentAmount: `$${(limit * value).toFixed(2)}`,
  };
  const alertContext = { AlertCategory: "budgets", AlertData };
  return { schemaId: "azureMonitorCommonAlertSchema", data: { essentials, alertContext } };
}
