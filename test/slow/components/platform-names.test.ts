import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { AgentPlatform } from "../../../components/agent-platform.ts";
import { regionTable } from "../../../components/plan/region-table.ts";
import { type RecordedResource, recordResources } from "../../components/record-resources.ts";
import { testModel, testPlatform } from "../../components/test-arguments.ts";
import { azureTypes } from "../engine/azure-types.ts";
import { findMisnamed } from "../engine/cloud-rules.ts";
import type { CloudType } from "../engine/cloud-type.ts";
import { databricksTypes } from "../engine/databricks-types.ts";

const types: Readonly<Record<string, CloudType>> = { ...azureTypes, ...databricksTypes };

/** Types that have no name of their own: what they belong to has, or the service numbers them. */
const nameless = [
  "azure-native:eventhub:NamespaceNetworkRuleSet",
  "azure-native:servicebus:NamespaceNetworkRuleSet",
  "azure-native:storage:BlobContainerImmutabilityPolicy",
  "azure-native:storage:BlobServiceProperties",
  "azure-native:web:WebAppApplicationSettings",
  "azure-native:web:WebAppAuthSettingsV2",
  "azure-native:web:WebAppFtpAllowed",
  "azure-native:web:WebAppScmAllowed",
  "databricks:index/grant:Grant",
  "databricks:index/permissions:Permissions",
  "databricks:index/servicePrincipal:ServicePrincipal",
];

describe("the names of a whole platform", function () {
  this.timeout(60_000);

  it("keep every service's rules for any stack name of 1 to 60 characters, any region and any model id", async () => {
    const property = fc.asyncProperty(
      labels,
      fc.constantFrom(...Object.keys(regionTable)),
      fc.stringMatching(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/),
      async (label, location, modelId) => {
        const resources = await record({ label, location, models: { [modelId]: testModel } });
        const misnamed = resources.flatMap(({ type, inputs }) => {
          const known = types[type];
          return known ? findMisnamed(known, JSON.parse(JSON.stringify(inputs))) : [];
        });
        assert.deepEqual(misnamed, []);
      },
    );
    await fc.assert(property, { numRuns: 5 });
  });

  it("are all looked at", async () => {
    const resources = await record({ databricks: { managedCatalog: "main" } });
    const used = [...new Set(resources.map(({ type }) => type))].filter((type) => type in types);
    const unruled = used.filter((type) => Object.keys(types[type]?.names ?? {}).length === 0);
    assert.deepEqual(unruled.toSorted(), nameless);
  });
});

async function record(settings: object): Promise<RecordedResource[]> {
  const hosting = { moreRegions: Object.keys(regionTable) };
  return await recordResources(
    () => new AgentPlatform("nightshift", { ...testPlatform, hosting, ...settings }),
  );
}

/** Short and long names of every kind of character, the longest among them. */
const labels = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60, unit: "binary" }),
  fc.stringMatching(/^[a-zA-Z0-9._-]{60}$/),
  fc.stringMatching(/^[a-zA-Z0-9._-]$/),
);
