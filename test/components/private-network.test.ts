import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { privateZones } from "../../components/plan/endpoint-table.ts";
import { DnsMode, Egress, PrivateNetwork } from "../../components/private-network.ts";
import { all, at, only, type RecordedResource, recordResources } from "./record-resources.ts";
import { testPlacement } from "./test-arguments.ts";

const networkOf = (args: object) =>
  recordResources(() => new PrivateNetwork("net", { ...testPlacement, ...args }));

describe("PrivateNetwork", () => {
  let resources: RecordedResource[];
  before(async () => {
    resources = await networkOf({ logWorkspaceId: "/logs" });
  });

  it("declares its subnets inside the network, none on its own", () => {
    const network = only(resources, "network:VirtualNetwork");
    const subnets = [0, 1, 2, 3].map((index) => at(network, `subnets.${index}.name`));
    assert.deepEqual(subnets, [
      "functions",
      "endpoints",
      "databricks-host",
      "databricks-container",
    ]);
    assert.equal(all(resources, "network:Subnet").length, 0);
  });

  it("delegates the functions subnet to App Service and both cluster subnets to Databricks", () => {
    const network = only(resources, "network:VirtualNetwork");
    const delegation = (index: number) => at(network, `subnets.${index}.delegations.0.serviceName`);
    assert.equal(delegation(0), "Microsoft.Web/serverFarms");
    assert.equal(delegation(1), undefined);
    assert.equal(delegation(2), "Microsoft.Databricks/workspaces");
    assert.equal(delegation(3), "Microsoft.Databricks/workspaces");
  });

  it("gives every subnet a security group and none a way out by default", () => {
    const network = only(resources, "network:VirtualNetwork");
    for (const index of [0, 1, 2, 3]) {
      assert.match(String(at(network, `subnets.${index}.networkSecurityGroup.id`)), /security/);
      assert.equal(at(network, `subnets.${index}.defaultOutboundAccess`), false);
    }
  });

  it("sends clusters and functions through the NAT gateway, and endpoints nowhere", () => {
    const network = only(resources, "network:VirtualNetwork");
    const gateways = [0, 1, 2, 3].map((index) => at(network, `subnets.${index}.natGateway.id`));
    const nat = "/ids/NatGateway/net-nat";
    assert.deepEqual(gateways, [nat, undefined, nat, nat]);
  });

  it("leaves the rules of the cluster subnets to Databricks", () => {
    for (const name of ["net-security-databricks-host", "net-security-databricks-container"]) {
      const group = only(resources, "NetworkSecurityGroup", name);
      assert.equal(at(group, "securityRules"), undefined);
      assert.deepEqual(group.ignoreChanges, ["securityRules"]);
    }
  });

  it("lets functions reach the perimeter and Azure's own services, and nothing else", () => {
    const group = only(resources, "NetworkSecurityGroup", "net-security-functions");
    const rules = at(group, "securityRules");
    assert.ok(Array.isArray(rules));
    const allowed = rules.filter((rule) => rule.access === "Allow");
    assert.deepEqual(
      allowed.map((rule) => rule.destinationAddressPrefix ?? rule.destinationAddressPrefixes),
      [["10.20.0.0/22"], "AzureActiveDirectory", "AzureResourceManager", "AzureMonitor"],
    );
    assert.deepEqual(
      rules
        .filter((rule) => rule.access === "Deny")
        .map((rule) => [rule.direction, rule.destinationAddressPrefix]),
      [
        ["Inbound", "*"],
        ["Outbound", "*"],
      ],
    );
  });

  it("lets functions reach public services by HTTPS alone, where that is asked for", async () => {
    const open = await networkOf({ functionsReachInternet: true });
    const rules = at(only(open, "NetworkSecurityGroup", "net-security-functions"), "securityRules");
    assert.ok(Array.isArray(rules));
    assert.deepEqual(
      rules
        .slice(-2)
        .map((rule) => [rule.access, rule.destinationAddressPrefix, rule.destinationPortRange]),
      [
        ["Allow", "Internet", "443"],
        ["Deny", "*", "*"],
      ],
    );
  });

  it("creates every private zone and links it to the network", () => {
    const zones = all(resources, "PrivateZone").map((zone) => at(zone, "privateZoneName"));
    assert.deepEqual(zones.toSorted(), [...privateZones]);
    assert.equal(all(resources, "VirtualNetworkLink").length, privateZones.length);
  });

  it("sends the diagnostics of network, groups and address to the log workspace", () => {
    assert.equal(all(resources, "DiagnosticSetting").length, 6);
  });

  it("routes to the platform team's firewall instead, without a public address", async () => {
    const routed = await networkOf({
      egress: Egress.Firewall,
      firewallAddress: "10.0.0.4",
      otherSpaces: ["10.0.0.0/16"],
    });
    assert.equal(at(only(routed, "RouteTable"), "routes.0.nextHopIpAddress"), "10.0.0.4");
    const group = only(routed, "NetworkSecurityGroup", "net-security-functions");
    const rules = JSON.stringify(at(group, "securityRules"));
    assert.match(rules, /"destinationAddressPrefixes":\["10\.20\.0\.0\/22","10\.0\.0\.0\/16"\]/);
    assert.doesNotMatch(rules, /VirtualNetwork/, "the tag takes in the route to the firewall");
    assert.equal(all(routed, "PublicIPAddress").length + all(routed, "NatGateway").length, 0);
  });

  it("creates nothing but zones in a network of the platform team", async () => {
    const group = "/subscriptions/s/resourceGroups/hub";
    const virtualNetworkId = `${group}/providers/Microsoft.Network/virtualNetworks/v`;
    const existing = {
      virtualNetworkId,
      functionsSubnetId: `${virtualNetworkId}/subnets/f`,
      endpointsSubnetId: `${virtualNetworkId}/subnets/e`,
      databricksHostSubnetName: "h",
      databricksContainerSubnetName: "c",
    };
    const types = new Set((await networkOf({ existing })).map((it) => it.type.split(":").at(-1)));
    assert.deepEqual([...types].toSorted(), [
      "PrivateNetwork",
      "PrivateZone",
      "VirtualNetworkLink",
    ]);
    const hubbed = await networkOf({ existing, dns: DnsMode.Hub, hubZonesResourceGroupId: group });
    assert.deepEqual(
      hubbed.map((it) => it.type),
      ["nightshift:index:PrivateNetwork"],
    );
  });
});
