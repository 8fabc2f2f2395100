import { type Mistake, showValue } from "../../functions/core/catalogue/mistake.ts";
import type { PlatformSettings } from "./platform-settings.ts";
import { regionTable } from "./region-table.ts";

/** What no single value shows about the plan of the function app: the region must offer it, at that size. */
export function findHostingMistakes(settings: Partial<PlatformSettings>): Mistake[] {
  const { location, hosting = {} } = settings;
  const inRegion = location === undefined ? [] : findRegionMistakes(location, hosting);
  return [...inRegion, ...findInstanceMistakes(hosting)];
}

type Hosting = NonNullable<PlatformSettings["hosting"]>;

function findRegionMistakes(location: string, hosting: Hosting): Mistake[] {
  const { os = "windows", maxInstances = 5, moreRegions = [] } = hosting;
  if (moreRegions.includes(location)) return [];
  const most = regionTable[location]?.[os] ?? 0;
  if (most === 0) {
    const rule = `is not known to offer Elastic Premium plans (EP1) on ${os}`;
    const mend =
      "Choose another region, such as westeurope or eastus2; or, where Azure offers it by now, add it to hosting.moreRegions.";
    return [{ path: "location", value: showValue(location), rule, mend }];
  }
  if (maxInstances <= most) return [];
  const rule = `must be at most ${most}, the most that ${location} allows on ${os}`;
  return [
    { path: "hosting.maxInstances", value: showValue(maxInstances), rule, mend: `Write ${most}.` },
  ];
}

function findInstanceMistakes(hosting: Hosting): Mistake[] {
  const { minInstances = 1, maxInstances = 5, zoneRedundant = false } = hosting;
  const path = "hosting.minInstances";
  const value = showValue(minInstances);
  if (minInstances > maxInstances) {
    const rule = `must not be more than hosting.maxInstances, which is ${maxInstances}`;
    return [{ path, value, rule, mend: "Swap or correct them." }];
  }
  if (!zoneRedundant || minInstances >= 3) return [];
  const rule = "must be 3 or more, one for each zone, since hosting.zoneRedundant is true";
  return [{ path, value, rule, mend: "Write 3." }];
}
