export { type AlertRule, planAlertRules } from "../functions/core/response/plan-alert-rules.ts";
export { AgentIdentity, type AgentIdentityArgs } from "./agent-identity.ts";
export {
  AgentPlatform,
  type AgentPlatformArgs,
  type DatabricksSettingsArgs,
} from "./agent-platform.ts";
export { Alerting, type AlertingArgs, type AlertRuleArgs } from "./alerting.ts";
export { Arrivals, type ArrivalsArgs } from "./arrivals.ts";
export type { BudgetArgs } from "./budget.ts";
export {
  DatabricksWorkspace,
  type DatabricksWorkspaceArgs,
  type ExistingWorkspaceArgs,
} from "./databricks-workspace.ts";
export {
  FunctionHosting,
  type FunctionHostingArgs,
  FunctionOs,
  type HostingSettingsArgs,
  type LanguageModelArgs,
  type NotifySettingsArgs,
} from "./function-hosting.ts";
export { FunctionPackage, type FunctionPackageArgs } from "./function-package.ts";
export { type DeployerArgs, HostStorage, type HostStorageArgs } from "./host-storage.ts";
export { Lakehouse, type LakehouseArgs, type LakeSettingsArgs } from "./lakehouse.ts";
export { Messaging, type MessagingArgs, type MessagingSettingsArgs } from "./messaging.ts";
export { ModelResources, type ModelResourcesArgs, type TrainingArgs } from "./model-resources.ts";
export { MonitorLink, type MonitorLinkArgs } from "./monitor-link.ts";
export {
  MonitorAccess,
  Observability,
  type ObservabilityArgs,
  type ObservabilitySettingsArgs,
} from "./observability.ts";
export type { PlacementArgs } from "./placement.ts";
export { type PlannedPlatform, type PlatformPlan, planPlatform } from "./plan/plan-platform.ts";
export type { PrivateAccessArgs } from "./private-endpoint.ts";
export {
  DnsMode,
  Egress,
  type ExistingNetworkArgs,
  type NetworkSettingsArgs,
  PrivateNetwork,
  type PrivateNetworkArgs,
  type SubnetRangesArgs,
} from "./private-network.ts";
export type { SignInArgs } from "./sign-in.ts";
export { UnityCatalog, type UnityCatalogArgs } from "./unity-catalog.ts";
