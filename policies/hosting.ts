import {
  at,
  isRecord,
  listOf,
  type Policy,
  quoted,
  type Resource,
  violation,
  withSlots,
} from "./policy.ts";

const premiumPlans = /^(?:EP[123]|WS[123]|P\d+m?v[234]|I\d+m?v2)$/;

function settingNames(resource: Resource): string[] {
  const inSite = listOf(at(resource.properties, "siteConfig", "appSettings"));
  const own = at(resource.properties, "properties");
  return [
    ...inSite.filter(isRecord).map((setting) => String(setting.name)),
    ...(isRecord(own) ? Object.keys(own) : []),
  ];
}

/** An app must run inside the network, on a plan that can, without a file share that needs a key. */
export const hostingPolicies: readonly Policy[] = [
  {
    kind: "resource",
    name: "web-require-vnet-integration",
    level: "mandatory",
    rule: "An app must be integrated into a virtual network.",
    why: "Without it the app reaches no private endpoint, and its traffic leaves by a shared public address.",
    example: "virtualNetworkSubnetId left out",
    mend: "Set virtualNetworkSubnetId to a subnet delegated to Microsoft.Web/serverFarms.",
    types: withSlots("web:WebApp"),
    judge: (resource) => {
      const value = at(resource.properties, "virtualNetworkSubnetId");
      return typeof value === "string" && value !== ""
        ? []
        : [violation(resource, "virtualNetworkSubnetId is not set", "Give it a delegated subnet.")];
    },
  },
  {
    kind: "resource",
    name: "web-require-route-all",
    level: "mandatory",
    rule: "All outbound traffic of an app must go through its network.",
    why: "Split routing lets the app reach public addresses that no firewall sees, and the package fetch fails behind a private endpoint.",
    example: "outboundVnetRouting left out",
    mend: "Set outboundVnetRouting.allTraffic or .applicationTraffic (or the older vnetRouteAllEnabled) to true.",
    types: withSlots("web:WebApp"),
    judge: (resource) => {
      const routing = at(resource.properties, "outboundVnetRouting");
      const routed =
        at(resource.properties, "outboundVnetRouting", "allTraffic") === true ||
        at(resource.properties, "outboundVnetRouting", "applicationTraffic") === true ||
        at(resource.properties, "vnetRouteAllEnabled") === true ||
        at(resource.properties, "siteConfig", "vnetRouteAllEnabled") === true;
      return routed
        ? []
        : [
            violation(
              resource,
              `outboundVnetRouting is ${quoted(routing)}`,
              "Set outboundVnetRouting.applicationTraffic to true.",
            ),
          ];
    },
  },
  {
    kind: "resource",
    name: "web-disallow-small-plans",
    level: "mandatory",
    rule: "A plan must be Elastic Premium (EP1) or better.",
    why: "Consumption and Basic plans have no private endpoints, no prewarmed instance and no scaling on private triggers.",
    example: 'sku.name: "Y1"',
    mend: 'Set sku.name to "EP1", or to a dedicated plan from P0v3 up.',
    types: ["web:AppServicePlan"],
    judge: (resource) => {
      const value = at(resource.properties, "sku", "name");
      return typeof value === "string" && premiumPlans.test(value)
        ? []
        : [violation(resource, `sku.name is ${quoted(value)}`, 'Set it to "EP1" or better.')];
    },
  },
  {
    kind: "resource",
    name: "web-disallow-content-share",
    level: "mandatory",
    rule: "A function app must not keep its content on Azure Files.",
    why: "Azure Files knows no identity for this: the share needs an account key in a setting.",
    example: "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING set",
    mend: "Leave both WEBSITE_CONTENT… settings out; run from a package URL with an identity.",
    types: [...withSlots("web:WebApp"), ...withSlots("web:WebAppApplicationSettings")],
    judge: (resource) =>
      settingNames(resource)
        .filter((name) => /^WEBSITE_CONTENT(?:AZUREFILECONNECTIONSTRING|SHARE)$/.test(name))
        .map((name) =>
          violation(
            resource,
            `setting ${name} is present`,
            "Remove it; set WEBSITE_RUN_FROM_PACKAGE to the package's blob URL.",
          ),
        ),
  },
];
