import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { describe, it } from "mocha";
import * as nightshift from "../../components/index.ts";
import { recordResources } from "./record-resources.ts";
import { testAccess, testHosting, testPlacement, testPlatform } from "./test-arguments.ts";

/** What all components but the network are told beside their settings. */
const inside = {
  ...testPlacement,
  access: testAccess,
  subscriptionId: testPlatform.subscriptionId,
  agentPrincipalId: "agent",
};

const app = { ...inside, ...testHosting };

const workspace = {
  ...inside,
  virtualNetworkId: "/vnet",
  hostSubnetName: "h",
  containerSubnetName: "c",
  lakeAccountId: "/lake",
};

/** As from a language without our types: a component by its name, and arguments of any kind. */
function construct(type: string, args: object): unknown {
  return Reflect.construct(Reflect.get(nightshift, type), ["it", args]);
}

type Refusal = [type: string, sound: object, wrong: object, path: string];

const refusals: readonly Refusal[] = [
  ["PrivateNetwork", testPlacement, { addressSpace: "10.0.0.0/30" }, "addressSpace"],
  ["PrivateNetwork", testPlacement, { egress: "Firewall", firewallAddress: "10.0.0.4" }, "egress"],
  ["PrivateNetwork", testPlacement, { egress: "none" }, "egress"],
  ["PrivateNetwork", testPlacement, { egress: "firewall" }, "firewallAddress"],
  ["PrivateNetwork", testPlacement, { dns: "Hub" }, "dns"],
  ["PrivateNetwork", testPlacement, { dns: "hub" }, "hubZonesResourceGroupId"],
  ["PrivateNetwork", testPlacement, { location: "West Europe" }, "location"],
  ["PrivateNetwork", testPlacement, { label: "" }, "label"],
  ["PrivateNetwork", testPlacement, { functionInstances: -3 }, "functionInstances"],
  ["Lakehouse", inside, { ledgerDays: -1 }, "ledgerDays"],
  ["Lakehouse", inside, { ledgerDays: 1_000_000 }, "ledgerDays"],
  ["Lakehouse", inside, { undeleteDays: 0 }, "undeleteDays"],
  ["Lakehouse", inside, { location: undefined }, "location"],
  ["Lakehouse", inside, { sku: "Premium_LRS" }, "sku"],
  ["Messaging", inside, { capacity: 3 }, "capacity"],
  [
    "Observability",
    { ...inside, onCallEmails: ["a@b.example"] },
    { monitorAccess: "Private" },
    "monitorAccess",
  ],
  [
    "Observability",
    { ...inside, onCallEmails: ["a@b.example"] },
    { onCallEmails: [] },
    "onCallEmails",
  ],
  [
    "HostStorage",
    { ...inside, deployer: testPlatform.deployer },
    { settleSeconds: 901 },
    "settleSeconds",
  ],
  [
    "DatabricksWorkspace",
    workspace,
    { existing: { workspaceId: "dbw", workspaceUrl: "https://a.example" } },
    "existing.workspaceId",
  ],
  ["FunctionHosting", app, { os: "Windows" }, "os"],
  ["FunctionHosting", app, { minInstances: 9 }, "minInstances"],
  ["FunctionHosting", app, { webhookUrl: "https://u:p@relay.example" }, "webhookUrl"],
  ["FunctionHosting", app, { llmUrl: "https://x.openai.azure.com/v1" }, "llmModel"],
];

describe("a component by itself", () => {
  for (const [type, sound, wrong, path] of refusals) {
    it(`refuses ${type} with ${JSON.stringify(wrong)} before it registers itself`, async () => {
      const recorded = await recordResources(() => {
        assert.throws(
          () => construct(type, { ...sound, ...wrong }),
          (error) => {
            const [headline = "", line = ""] = String(error).split("\n");
            assert.ok(
              headline.includes(`${type} "it" has 1 mistake; nothing was created.`),
              headline,
            );
            assert.ok(line.startsWith(`${path}: `), line);
            return true;
          },
        );
      });
      assert.deepEqual(recorded, []);
    });
  }

  for (const [type, sound] of new Map(refusals.map(([type, sound]) => [type, sound]))) {
    it(`takes what is known only while Pulumi runs for ${type}`, async () => {
      const later = {
        resourceGroupName: pulumi.output("rg"),
        tags: { owner: pulumi.output("ml") },
      };
      const recorded = await recordResources(() => construct(type, { ...sound, ...later }));
      assert.ok(recorded.length > 3);
    });
  }
});
