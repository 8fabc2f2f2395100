/** Prices by region and thing, in US dollars; a team gives its own table to override them. */
export interface PriceTable {
  /** Day the prices were written down, ISO date. */
  asOf: string;
  /** Where they are from, for the foot of a report. */
  source: string;
  currency: "USD";
  /** Hours a month that a job cluster is assumed to run. */
  jobHoursPerMonth: number;
  /** Gigabytes a month that each log workspace is assumed to take in. */
  logGigabytesPerMonth: number;
  /** Dollars a month, or of the unit that the name tells. */
  prices: Readonly<Record<PriceName, number>>;
}

/** Everything that has a price here. */
export type PriceName =
  | "elasticPremiumEp1Month"
  | "elasticPremiumEp2Month"
  | "elasticPremiumEp3Month"
  | "serviceBusPremiumUnitMonth"
  | "eventHubsThroughputUnitMonth"
  | "privateEndpointMonth"
  | "privateDnsZoneMonth"
  | "natGatewayMonth"
  | "publicAddressMonth"
  | "logGigabyte"
  | "alertRuleMonth"
  | "storageAccountMonth"
  | "clusterNodeHour";

/**
 * Pay-as-you-go list prices, rounded. They are a starting point for a comparison between two
 * versions of a stack, not a quote: give your own with `--prices FILE`.
 */
export const listPrices: PriceTable = {
  asOf: "2026-11-24",
  source: "rounded list prices, East US, written by hand and not fetched; override with your own",
  currency: "USD",
  jobHoursPerMonth: 30,
  logGigabytesPerMonth: 5,
  prices: {
    elasticPremiumEp1Month: 146,
    elasticPremiumEp2Month: 292,
    elasticPremiumEp3Month: 584,
    serviceBusPremiumUnitMonth: 677,
    eventHubsThroughputUnitMonth: 22,
    privateEndpointMonth: 7.3,
    privateDnsZoneMonth: 0.5,
    natGatewayMonth: 33,
    publicAddressMonth: 3.65,
    logGigabyte: 2.3,
    alertRuleMonth: 1.5,
    storageAccountMonth: 2,
    clusterNodeHour: 0.53,
  },
};
