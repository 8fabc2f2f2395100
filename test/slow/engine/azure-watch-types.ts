import { withIdentity } from "./azure-parts.ts";
import { budgetRefusals } from "./azure-refusals.ts";
import { armType, type CloudType, objectIdOf } from "./cloud-type.ts";

const linkScopeName = /^[\w.()-]{0,254}[\w()-]$/;
/** Of action groups, alert rules and diagnostic settings. */
const monitorName = /^[^*#&+:<>?@%{}\\/|]{0,259}[^*#&+:<>?@%{}\\/|. ]$/;

/** Logs, alerts and budgets, by type token. */
export const watchTypes: Readonly<Record<string, CloudType>> = {
  "azure-native:operationalinsights:Workspace": armType(
    "Microsoft.OperationalInsights/workspaces",
    ["workspaceName"],
    { pattern: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/ },
  ),
  "azure-native:applicationinsights:Component": armType(
    "Microsoft.Insights/components",
    ["resourceName"],
    {
      pattern: /^[^%&\\?/]{0,259}[^%&\\?/. ]$/,
      outputs: (_, id) => ({
        connectionString: `InstrumentationKey=${objectIdOf(id)};IngestionEndpoint=https://local.in.applicationinsights.azure.com/`,
        appId: objectIdOf(id),
      }),
    },
  ),
  "azure-native:monitor:ActionGroup": armType(
    "Microsoft.Insights/actionGroups",
    ["actionGroupName"],
    {
      pattern: monitorName,
      names: { groupShortName: /^.{1,12}$/ },
      required: ["groupShortName"],
      outputs: withIdentity,
    },
  ),
  "azure-native:monitor:DiagnosticSetting": armType(
    "Microsoft.Insights/diagnosticSettings",
    ["name"],
    { pattern: monitorName, required: ["resourceUri"], immutable: ["resourceUri"] },
  ),
  "azure-native:monitor:MetricAlert": armType("Microsoft.Insights/metricAlerts", ["ruleName"], {
    pattern: monitorName,
    required: ["criteria", "scopes"],
    values: { severity: [0, 1, 2, 3, 4] },
  }),
  "azure-native:monitor:ScheduledQueryRule": armType(
    "Microsoft.Insights/scheduledQueryRules",
    ["ruleName"],
    {
      pattern: monitorName,
      required: ["criteria", "scopes"],
      values: { severity: [0, 1, 2, 3, 4] },
    },
  ),
  "azure-native:monitor:PrivateLinkScope": armType(
    "Microsoft.Insights/privateLinkScopes",
    ["scopeName"],
    { pattern: linkScopeName, required: ["accessModeSettings"] },
  ),
  "azure-native:monitor:PrivateLinkScopedResource": armType(
    "Microsoft.Insights/privateLinkScopes/scopedResources",
    ["scopeName", "name"],
    { pattern: linkScopeName },
  ),
  "azure-native:consumption:Budget": armType("Microsoft.Consumption/budgets", ["budgetName"], {
    pattern: /^[\w-]{1,63}$/,
    immutable: ["timePeriod"],
    refusals: budgetRefusals,
  }),
};
