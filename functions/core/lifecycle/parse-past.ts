import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { runTags } from "../names.ts";
import type { CandidateRun } from "./evidence.ts";
import type { PastGains } from "./judge-candidate.ts";

/** What earlier runs of the same model tell about noise and about usual gains, by metric, oldest first. */
export interface Past {
  /** Re-scores of the present champion. */
  pastScores: Record<string, number[]>;
  /** Gains of earlier candidates over the champion of their day, in the good direction. */
  pastGains: PastGains;
}

/** Reads earlier runs, newest first as tracking lists them; what a run did not log finitely is left out. */
export function parsePast(
  runs: readonly Pick<CandidateRun, "metrics" | "tags">[],
  expected: { instance: string; championVersion: string | null },
  definition: ModelDefinition,
): Past {
  const earlier = runs.filter(({ tags }) => tags[runTags.instance] !== expected.instance).reverse();
  const ofChampion = earlier.filter(
    ({ tags }) => tags[runTags.championVersion] === (expected.championVersion ?? ""),
  );
  const metrics = Object.entries(definition.metrics);
  return {
    pastScores: Object.fromEntries(
      metrics.map(([name]) => [
        name,
        finite(ofChampion.map((run) => logged(run, `champion.${name}`))),
      ]),
    ),
    pastGains: Object.fromEntries(
      metrics.map(([name, { better }]) => [
        name,
        finite(
          earlier.map((run) => {
            const gain = logged(run, name) - logged(run, `champion.${name}`);
            return better === "higher" ? gain : -gain;
          }),
        ),
      ]),
    ),
  };
}

function logged({ metrics }: Pick<CandidateRun, "metrics">, key: string): number {
  return metrics[key] ?? Number.NaN;
}

function finite(values: readonly number[]): number[] {
  return values.filter(Number.isFinite);
}
