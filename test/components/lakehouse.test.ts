import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { Lakehouse } from "../../components/lakehouse.ts";
import { all, at, only, type RecordedResource, recordResources } from "./record-resources.ts";
import { testAccess, testPlacement } from "./test-arguments.ts";

describe("Lakehouse", () => {
  let resources: RecordedResource[];
  before(async () => {
    resources = await recordResources(
      () =>
        new Lakehouse("lake", {
          ...testPlacement,
          access: testAccess,
          subscriptionId: "sub",
          agentPrincipalId: "agent",
          logWorkspaceId: "/logs",
        }),
    );
  });

  it("takes no key, no SAS, no anonymous and no public call, and no TLS below 1.2", () => {
    const account = only(resources, "storage:StorageAccount");
    const expected = {
      isHnsEnabled: true,
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      isLocalUserEnabled: false,
      isSftpEnabled: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
      publicNetworkAccess: "Disabled",
      networkRuleSet: { defaultAction: "Deny", bypass: "AzureServices" },
    };
    for (const [path, value] of Object.entries(expected))
      assert.deepEqual(at(account, path), value, path);
  });

  it("keeps the ledger unchangeable for its days", () => {
    const retention = only(resources, "BlobContainerImmutabilityPolicy");
    assert.equal(at(retention, "containerName"), "ledger");
    assert.equal(at(retention, "immutabilityPeriodSinceCreationInDays"), 365);
    assert.equal(at(retention, "allowProtectedAppendWrites"), false);
  });

  it("protects account and containers", () => {
    assert.equal(only(resources, "storage:StorageAccount").protect, true);
    assert.ok(all(resources, "BlobContainer").every((container) => container.protect));
  });

  it("lets the agent read bronze and write ledger and incidents, each on its container", () => {
    const roles = all(resources, "RoleAssignment").map((role) => [
      String(at(role, "roleDefinitionId")).split("/").at(-1),
      String(at(role, "scope")).split("/containers/").at(-1),
    ]);
    const contributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    const reader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";
    assert.deepEqual(roles.toSorted(), [
      [reader, "bronze"],
      [contributor, "incidents"],
      [contributor, "ledger"],
    ]);
  });

  it("gives a role only once its container stands", () => {
    for (const role of all(resources, "RoleAssignment")) {
      assert.ok(role.dependencies.includes("lake-ledger"), role.name);
    }
  });

  it("makes its private endpoints one after another, named in the blob and dfs zones", () => {
    const dfs = only(resources, "PrivateEndpoint", "lake-endpoint-lake-dfs");
    assert.ok(dfs.dependencies.includes("lake-endpoint-lake-blob"));
    const zones = all(resources, "PrivateDnsZoneGroup").map((it) =>
      at(it, "privateDnsZoneConfigs.0.privateDnsZoneId"),
    );
    assert.deepEqual(zones, [
      "/zones/privatelink.blob.core.windows.net",
      "/zones/privatelink.dfs.core.windows.net",
    ]);
  });
});
