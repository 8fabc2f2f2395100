/** Most instances of one Elastic Premium plan in a region, by operating system; 0 where it is not offered. */
export interface RegionRow {
  windows: number;
  linux: number;
}

const row = (windows: number, linux: number): RegionRow => ({ windows, linux });

/**
 * Regions with Elastic Premium plans (EP1 to EP3), from the scale-out table of
 * https://learn.microsoft.com/azure/azure-functions/functions-premium-plan. A region that Azure opened since can
 * be named in `hosting.moreRegions`.
 */
export const regionTable: Readonly<Record<string, RegionRow>> = {
  australiacentral: row(100, 20),
  australiacentral2: row(100, 0),
  australiaeast: row(100, 40),
  australiasoutheast: row(100, 20),
  brazilsouth: row(100, 20),
  canadacentral: row(100, 100),
  centralindia: row(100, 20),
  centralus: row(100, 100),
  eastasia: row(100, 20),
  eastus: row(100, 100),
  eastus2: row(100, 100),
  francecentral: row(100, 60),
  germanywestcentral: row(100, 20),
  japaneast: row(100, 20),
  japanwest: row(100, 20),
  jioindiawest: row(100, 20),
  koreacentral: row(100, 20),
  koreasouth: row(0, 20),
  northcentralus: row(100, 20),
  northeurope: row(100, 100),
  norwayeast: row(100, 20),
  southafricanorth: row(100, 20),
  southafricawest: row(20, 20),
  southcentralus: row(100, 100),
  southindia: row(100, 0),
  southeastasia: row(100, 20),
  switzerlandnorth: row(100, 20),
  switzerlandwest: row(100, 20),
  uaenorth: row(100, 20),
  uksouth: row(100, 100),
  ukwest: row(100, 20),
  westcentralus: row(100, 20),
  westeurope: row(100, 100),
  westindia: row(100, 20),
  westus: row(100, 100),
  westus2: row(100, 20),
  westus3: row(100, 20),
};
