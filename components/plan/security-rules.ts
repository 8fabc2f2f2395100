/** One rule of a network security group. */
export interface SecurityRule {
  name: string;
  direction: "Inbound" | "Outbound";
  access: "Allow" | "Deny";
  /** `Tcp`, or `*` for all. */
  protocol: "Tcp" | "*";
  source: string;
  destination: string;
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

/** Rules of the subnet that function instances send from: nothing comes in, only the perimeter and Azure's own services go out. */
export const functionsRules: readonly SecurityRule[] = [
  denyInbound,
  out("allow-network", "Allow", "VirtualNetwork", ["*"]),
  out("allow-entra", "Allow", "AzureActiveDirectory", ["443"]),
  out("allow-resource-manager", "Allow", "AzureResourceManager", ["443"]),
  out("allow-monitor", "Allow", "AzureMonitor", ["443"]),
  out("deny-outbound", "Deny", "*", ["*"]),
];

/** The same with a way to public services, for teams whose notifiers live there. */
export const functionsRulesWithInternet: readonly SecurityRule[] = functionsRules.map((rule) =>
  rule.name === "deny-outbound" ? out("allow-https", "Allow", "Internet", ["443"]) : rule,
);

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
  destination: string,
  ports: readonly string[],
): SecurityRule {
  const protocol = destination === "*" || destination === "VirtualNetwork" ? "*" : "Tcp";
  return { name, direction: "Outbound", access, protocol, source: "*", destination, ports };
}
