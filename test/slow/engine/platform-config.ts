import { subscription } from "./cloud-type.ts";

/** The stack file of a small platform with one model, whose calls to Azure lead to the test. */
export function platformConfig(managementUrl: string) {
  return {
    "azure-native:location": "westeurope",
    "azure-native:subscriptionId": subscription,
    "nightshift:signIn": {
      tenantId: subscription,
      clientId: "00000000-0000-0000-0000-000000000003",
      approverRole: "Nightshift.Approver",
    },
    "nightshift:deployer": { objectId: "00000000-0000-0000-0000-000000000004" },
    "nightshift:onCallEmails": ["on-call@example.com"],
    "nightshift:budget": {
      monthlyAmount: 1500,
      startDate: "2026-01-01",
      ownerEmails: ["owner@example.com"],
    },
    "nightshift:tags": { environment: "dev", owner: "ml" },
    "nightshift:databricks": { managedCatalog: "main" },
    "nightshift:managementUrl": managementUrl,
    "nightshift:settleSeconds": 0,
    "nightshift:protect": false,
    "nightshift:models": {
      revenue: {
        registeredModel: "main.ml.revenue",
        owner: "sales",
        input: { path: "revenue" },
        training: { program: "/Workspace/nightshift/revenue.py" },
        metrics: { rmse: { better: "lower", role: "target" } },
      },
    } as Record<string, Record<string, unknown>>,
  };
}
