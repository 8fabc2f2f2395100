import type { VersionFacts } from "./plan-measuring.ts";

const fewestLabels = 200;

/**
 * Error rates of both versions on the window that monitoring measured last; null unless both answered at least 200
 * rows whose labels are known, as a shadow or a share of the traffic makes it.
 */
export function badWindowOf(
  { versions }: { versions: readonly VersionFacts[] },
  champion: string | null,
  predecessor: string | null,
): { champion: number; predecessor: number } | null {
  const rateOf = (version: string | null) => {
    const found = versions.find((facts) => facts.version === version);
    return found !== undefined && found.labelled >= fewestLabels ? found.errorRate : null;
  };
  const [now, before] = [rateOf(champion), rateOf(predecessor)];
  return now === null || before === null ? null : { champion: now, predecessor: before };
}
