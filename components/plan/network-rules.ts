import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import { planSubnets } from "./plan-subnets.ts";
import type { PlatformSettings } from "./platform-settings.ts";

/** What no single value shows about the network: what one setting needs of another, and whether all ranges fit. */
export function findNetworkMistakes(
  { network = {} }: Partial<Pick<PlatformSettings, "network">>,
  sizes: { databricksNodes: number; functionInstances: number },
): Mistake[] {
  const mistakes: Mistake[] = [];
  if (network.egress === "firewall" && network.firewallAddress === undefined) {
    const rule = 'must be the private address of the firewall, since network.egress is "firewall"';
    mistakes.push(missing("network.firewallAddress", rule));
  }
  if (network.dns === "hub" && network.hubZonesResourceGroupId === undefined) {
    const rule = 'must name the resource group of the hub\'s zones, since network.dns is "hub"';
    mistakes.push(missing("network.hubZonesResourceGroupId", rule));
  }
  if (network.existing) return mistakes;
  const { addressSpace = "10.20.0.0/22", subnets = {}, otherSpaces = [] } = network;
  const planned = planSubnets({ addressSpace, subnets, otherSpaces, ...sizes });
  return planned.kind === "refused" ? [...mistakes, ...planned.mistakes] : mistakes;
}

function missing(path: string, rule: string): Mistake {
  return { path, value: showValue(undefined), rule, mend: "Add it." };
}
