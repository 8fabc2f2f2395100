import { clustersOf, mostWorkers } from "./clusters-of.ts";
import { at, type Resource } from "./policy.ts";
import type { PriceName, PriceTable } from "./price-table.ts";

/** What one resource costs a month, and how that was reckoned. */
export interface CostLine {
  urn: string;
  type: string;
  name: string;
  dollarsPerMonth: number;
  /** The reckoning: `2 x EP1`, `30 h x 5 nodes`. */
  basis: string;
}

type Reckoning = (resource: Resource, table: PriceTable) => Omit<CostLine, "urn" | "type" | "name">;

function fixed(name: PriceName, basis: string): Reckoning {
  return (_resource, { prices }) => ({ dollarsPerMonth: prices[name], basis });
}

/** How each type with a price is reckoned; a type that is not listed costs nothing by itself. */
const reckonings: Readonly<Record<string, Reckoning>> = {
  "web:AppServicePlan": (resource, { prices }) => {
    const sku = String(at(resource.properties, "sku", "name") ?? "EP1");
    const instances = count(at(resource.properties, "sku", "capacity"), 1);
    const each =
      { EP1: prices.elasticPremiumEp1Month, EP2: prices.elasticPremiumEp2Month }[sku] ??
      prices.elasticPremiumEp3Month;
    return { dollarsPerMonth: each * instances, basis: `${instances} x ${sku}, always on` };
  },
  "servicebus:Namespace": (resource, { prices }) => {
    const units = count(at(resource.properties, "sku", "capacity"), 1);
    const premium = at(resource.properties, "sku", "name") === "Premium";
    return {
      dollarsPerMonth: premium ? prices.serviceBusPremiumUnitMonth * units : 0,
      basis: premium ? `${units} x Premium messaging unit` : "no Premium unit",
    };
  },
  "eventhub:Namespace": (resource, { prices }) => {
    const units = count(at(resource.properties, "sku", "capacity"), 1);
    return {
      dollarsPerMonth: prices.eventHubsThroughputUnitMonth * units,
      basis: `${units} x throughput unit`,
    };
  },
  "operationalinsights:Workspace": (_resource, { prices, logGigabytesPerMonth }) => ({
    dollarsPerMonth: prices.logGigabyte * logGigabytesPerMonth,
    basis: `${logGigabytesPerMonth} GB assumed`,
  }),
  "databricks:Job": (resource, { prices, jobHoursPerMonth }) => {
    const nodes = largestNodes(resource);
    return {
      dollarsPerMonth: prices.clusterNodeHour * nodes * jobHoursPerMonth,
      basis: `${jobHoursPerMonth} h assumed x up to ${nodes} nodes`,
    };
  },
  "network:PrivateEndpoint": fixed("privateEndpointMonth", "1 endpoint, without traffic"),
  "network:PrivateZone": fixed("privateDnsZoneMonth", "1 zone"),
  "privatedns:PrivateZone": fixed("privateDnsZoneMonth", "1 zone"),
  "network:NatGateway": fixed("natGatewayMonth", "1 gateway, without traffic"),
  "network:PublicIPAddress": fixed("publicAddressMonth", "1 address"),
  "monitor:ScheduledQueryRule": fixed("alertRuleMonth", "1 rule"),
  "storage:StorageAccount": fixed("storageAccountMonth", "100 GB assumed"),
};

/** Estimates what the resources cost a month, dearest first; ties by name. */
export function estimateCost(resources: readonly Resource[], table: PriceTable): CostLine[] {
  return resources
    .flatMap((resource) => {
      const reckon = reckonings[resource.type];
      if (!reckon) return [];
      const { urn, type, name } = resource;
      return [{ urn, type, name, ...reckon(resource, table) }];
    })
    .toSorted(
      (one, other) =>
        other.dollarsPerMonth - one.dollarsPerMonth || (one.name < other.name ? -1 : 1),
    );
}

function count(value: unknown, otherwise: number): number {
  return typeof value === "number" && value > 0 ? value : otherwise;
}

/** Workers at the most, and the driver, of the largest cluster of a job. */
function largestNodes(job: Resource): number {
  return 1 + Math.max(0, ...clustersOf(job).map((cluster) => count(mostWorkers(cluster), 0)));
}
