import type { CandidateRun, MissingEvidence, SliceEvidence } from "./evidence.ts";
import { type NumberRule, readNumber } from "./read-number.ts";

/** The slices that a run logs for one metric: each needs both models' values and its rows. */
export function parseSlices(
  run: CandidateRun,
  metric: string,
  range: NumberRule,
): { slices: SliceEvidence[]; missing: MissingEvidence[] } {
  const prefix = `${metric}.slice.`;
  const logged = Object.keys(run.metrics).map((key) => key.replace(/^champion\./, ""));
  const names = [...new Set(logged.filter((key) => key.startsWith(prefix)))]
    .map((key) => key.slice(prefix.length))
    .sort();
  const parsed = names.map((name) => ({
    name,
    candidate: readNumber(run, `${prefix}${name}`, range),
    champion: readNumber(run, `champion.${prefix}${name}`, range),
    rows: readNumber(run, `sample_size.slice.${name}`, { min: 0 }),
  }));
  return {
    slices: parsed.flatMap(({ name, candidate, champion, rows }) =>
      candidate.value === null || champion.value === null || rows.value === null
        ? []
        : [{ name, candidate: candidate.value, champion: champion.value, rows: rows.value }],
    ),
    missing: parsed.flatMap(({ candidate, champion, rows }) => [
      ...candidate.missing,
      ...champion.missing,
      ...rows.missing,
    ]),
  };
}
