/** Payloads as Azure Monitor sends them (https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-payload-samples). */
const essentials = {
  alertId:
    "/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.AlertsManagement/alerts/12345678",
  alertRule: "churn errors",
  severity: "Sev1",
  signalType: "Log",
  monitorCondition: "Fired",
  monitoringService: "Log Alerts V2",
  alertTargetIDs: ["/subscriptions/x/resourcegroups/y/providers/z"],
  configurationItems: ["logs"],
  originAlertId: "1234",
  firedDateTime: "2026-01-01T03:00:00.0000000Z",
  description: "The champion's error rate is above its limit.",
  essentialsVersion: "1.0",
  alertContextVersion: "1.0",
};

const customProperties = { model: "churn", kind: "model-degradation" };

/** A payload of the common alert schema with some parts of it changed. */
export function payloadOf(
  changed: object = {},
  alertContext: unknown = {},
  properties: unknown = customProperties,
) {
  return {
    schemaId: "azureMonitorCommonAlertSchema",
    data: { essentials: { ...essentials, ...changed }, alertContext, customProperties: properties },
  };
}

/** A log alert of the second version: one condition, two dimensions. */
export const logAlert = payloadOf(
  {},
  {
    properties: {},
    conditionType: "LogQueryCriteria",
    condition: {
      windowSize: "PT10M",
      allOf: [
        {
          searchQuery: "AppTraces",
          metricMeasureColumn: "excess",
          targetResourceTypes: "['Microsoft.OperationalInsights/workspaces']",
          operator: "GreaterThan",
          threshold: "1",
          timeAggregation: "Maximum",
          dimensions: [
            { name: "version", value: "3" },
            { name: "feature", value: "age" },
          ],
          metricValue: 1.5,
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          linkToSearchResultsUI: "https://portal.azure.com/",
        },
      ],
      windowStartTime: "2026-01-01T02:50:00Z",
      windowEndTime: "2026-01-01T03:00:00Z",
    },
  },
);

/** A log alert of the first version: counts and dimensions beside the query. */
export const firstLogAlert = payloadOf(
  { monitoringService: "Log Analytics" },
  {
    SearchQuery: "Perf | where CounterValue > 90",
    SearchIntervalStartTimeUtc: "3/22/2026 1:36:31 PM",
    ResultCount: 30,
    LinkToSearchResults: "https://portal.azure.com/",
    SearchIntervalDurationMin: "15",
    Threshold: 20,
    Operator: "Greater Than",
    Dimensions: [{ name: "version", value: "3" }],
    AlertType: "Metric measurement",
    SearchResults: { tables: [{ name: "PrimaryResult", columns: [], rows: [] }] },
  },
);

/** A metric alert, which has its custom properties inside the context. */
export const metricAlert = payloadOf(
  { signalType: "Metric", monitoringService: "Platform", severity: "Sev3" },
  {
    properties: { model: "churn", kind: "pipeline-failure" },
    conditionType: "SingleResourceMultipleMetricCriteria",
    condition: {
      windowSize: "PT5M",
      allOf: [
        {
          metricName: "PipelineFailedRuns",
          metricNamespace: "Microsoft.DataFactory/factories",
          operator: "GreaterThanOrEqual",
          threshold: "4",
          timeAggregation: "Total",
          dimensions: [{ name: "subject", value: "daily load" }],
          metricValue: 2,
        },
      ],
    },
  },
  null,
);

/** A budget alert: rule, severity and condition are null. */
export const budgetAlert = payloadOf(
  {
    alertRule: null,
    severity: null,
    signalType: null,
    monitorCondition: null,
    monitoringService: "CostAlerts",
    alertTargetIDs: null,
    originAlertId: null,
    description:
      "Your spend for budget nightshift is now $11,111.00 exceeding your specified threshold $25.00.",
  },
  {
    AlertCategory: "Budgets",
    AlertData: {
      Scope: "/subscriptions/11111111-1111-1111-1111-111111111111/",
      ThresholdType: "Actual",
      BudgetType: "Cost",
      BudgetThreshold: "$10,000.00",
      NotificationThresholdAmount: "$8,000.00",
      BudgetName: "nightshift",
      Unit: "USD",
      SpentAmount: "$9,000.00",
    },
  },
  null,
);

/** An incident of Azure itself. */
export const serviceHealth = payloadOf(
  { signalType: "Activity Log", monitoringService: "ServiceHealth", severity: "Sev4" },
  {
    channels: "Admin",
    eventSource: "ServiceHealth",
    properties: { title: "Storage is slow", service: "Storage", incidentType: "Incident" },
    status: "Active",
  },
  null,
);
