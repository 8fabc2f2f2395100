import { at, type Policy, type Resource, type Violation, violation } from "./policy.ts";

/** Services whose logs somebody needs the morning after. */
const logged = [
  "storage:StorageAccount",
  "servicebus:Namespace",
  "eventhub:Namespace",
  "web:WebApp",
  "databricks:Workspace",
  "keyvault:Vault",
];

function withoutDiagnostics(resources: readonly Resource[]): Violation[] {
  const settings = resources.filter(({ type }) => /:DiagnosticSetting$/.test(type));
  return resources
    .filter(({ type }) => logged.includes(type))
    .filter(
      (service) =>
        !settings.some((setting) =>
          Object.values(setting.feeds).some((sources) =>
            sources.some((source) => source.urn === service.urn),
          ),
        ),
    )
    .map((service) =>
      violation(
        service,
        "no diagnostic setting sends its logs anywhere",
        "Declare a monitor.DiagnosticSetting with its id as resourceUri.",
      ),
    );
}

/** What happened can be read afterwards. */
export const diagnosticPolicies: readonly Policy[] = [
  {
    kind: "stack",
    name: "services-require-diagnostics",
    level: "mandatory",
    rule: "Each storage account, namespace, app, vault and workspace must send its logs somewhere.",
    why: "Without a diagnostic setting the platform keeps no log that you can read after an incident.",
    example: "a namespace with no monitor.DiagnosticSetting",
    mend: "Declare one that leads to the Log Analytics workspace.",
    judge: withoutDiagnostics,
  },
  {
    kind: "resource",
    name: "diagnostics-require-destination",
    level: "mandatory",
    rule: "A diagnostic setting must lead to a workspace, an account or an event hub.",
    why: "A setting without a destination is refused at best and silent at worst.",
    example: "workspaceId left out",
    mend: "Set workspaceId.",
    types: ["monitor:DiagnosticSetting", "insights:DiagnosticSetting"],
    judge: (resource) => {
      const { properties } = resource;
      const destination =
        at(properties, "workspaceId") ??
        at(properties, "storageAccountId") ??
        at(properties, "eventHubAuthorizationRuleId");
      return destination === undefined
        ? [violation(resource, "it has no destination", "Set workspaceId.")]
        : [];
    },
  },
];
