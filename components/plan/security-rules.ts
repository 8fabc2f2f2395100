/** One rule of a network security group. */
export interface SecurityRule {
  name: string;
  direction: "Inbound" | "Outbound";
  access: "Allow" | "Deny";
  /** `Tcp`, or `*` for all. */
  protocol: "Tcp" | "*";
  source: string;
  /** A service tag, `*`, or ranges of addresses. */
  destination: string | readonly string[];
  ports: readonly string[];
}

const denyInbound: SecurityRule = {
  name: "deny-inbound",
  direction: "Inbound",
  access: "Deny",
  protocol: "*",
  source: "*",
  destination: "*",
  ports: ["*"],
};

/**
 * Rules of the subnet that function instances send from: nothing comes in, only the private ranges and Azure's own services
 * go out; `internet` adds public HTTPS, for teams whose notifiers live there. The ranges are named, since the tag
 * VirtualNetwork takes in what a route of the subnet names, and the route to a firewall names everything:
 * https://learn.microsoft.com/azure/virtual-network/service-tags-overview
 */
export function functionsRules(
  ranges: readonly string[],
  reach: "perimeter" | "internet",
): readonly SecurityRule[] {
  return [
    denyInbound,
    out("allow-network", "Allow", ranges, ["*"]),
    out("allow-entra", "Allow", "AzureActiveDirectory", ["443"]),
    out("allow-resource-manager", "Allow", "AzureResourceManager", ["443"]),
    out("allow-monitor", "Allow", "AzureMonitor", ["443"]),
    ...(reach === "internet" ? [out("allow-https", "Allow", "Internet", ["443"])] : []),
    // Azure's own last rules let everything out.
    out("deny-outbound", "Deny", "*", ["*"]),
  ];
}

/** Rules of the private endpoints' subnet: HTTPS, AMQP and the ports that Databricks clusters use, from the network alone. */
export const endpointsRules: readonly SecurityRule[] = [
  {
    name: "allow-network",
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    source: "VirtualNetwork",
    destination: "VirtualNetwork",
    ports: ["443", "5671-5672", "3306", "6666", "8443-8451"],
  },
  denyInbound,
];

function out(
  name: string,
  access: SecurityRule["access"],
  destination: SecurityRule["destination"],
  ports: readonly string[],
): SecurityRule {
  const protocol = destination === "*" || typeof destination !== "string" ? "*" : "Tcp";
  return { name, direction: "Outbound", access, protocol, source: "*", destination, ports };
}
