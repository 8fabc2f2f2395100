import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import * as pulumi from "@pulumi/pulumi";
import { type DiagnosticsKind, diagnosticsTable } from "./plan/diagnostics-table.ts";

/** Sends all logs and metrics of one resource to a log workspace; nothing where there is no workspace. */
export function createDiagnosticSetting(
  name: string,
  kind: DiagnosticsKind,
  resourceId: pulumi.Input<string>,
  logWorkspaceId: pulumi.Input<string> | undefined,
  opts: pulumi.CustomResourceOptions,
): void {
  if (logWorkspaceId === undefined) return;
  const { below, logs, metrics } = diagnosticsTable[kind];
  new DiagnosticSetting(
    `${name}-diagnostics`,
    {
      name: "nightshift",
      resourceUri: pulumi.interpolate`${resourceId}${below}`,
      workspaceId: logWorkspaceId,
      logs: logs ? [{ categoryGroup: "allLogs", enabled: true }] : [],
      metrics: metrics ? [{ category: "AllMetrics", enabled: true }] : [],
    },
    opts,
  );
}
