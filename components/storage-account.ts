import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Placement } from "./placement.ts";

/** What two storage accounts of the perimeter differ in. */
export interface StorageAccountPlan {
  /** Part of the account's name: letters and digits. */
  role: string;
  /** `Standard_ZRS` survives the loss of a zone; `Standard_LRS` does not. */
  sku: string;
  /** `lake` has folders (ADLS Gen2); `host` has queues and tables. */
  kind: "lake" | "host";
}

/** Creates a storage account that takes no key, no SAS, no public call and no TLS below 1.2. */
export function createStorageAccount(
  name: string,
  plan: StorageAccountPlan,
  placement: Placement,
  opts: pulumi.CustomResourceOptions,
): StorageAccount {
  return new StorageAccount(
    name,
    {
      accountName: placement.nameOf("storageAccount", plan.role),
      location: placement.location,
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      kind: "StorageV2",
      sku: { name: plan.sku },
      isHnsEnabled: plan.kind === "lake",
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      allowCrossTenantReplication: false,
      defaultToOAuthAuthentication: true,
      isLocalUserEnabled: false,
      isSftpEnabled: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
      publicNetworkAccess: "Disabled",
      networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
      encryption: {
        requireInfrastructureEncryption: true,
        keySource: "Microsoft.Storage",
        services: { blob: { enabled: true, keyType: "Account" } },
      },
    },
    opts,
  );
}
